-- What Markdown lacks, for both renderers: key-figure cards, numbers with their source, numbers behind
-- a figure, source lines, fact boxes. Uses the pandoc API alone, so it runs under Quarto and plain pandoc.

local APPENDIX = "A1_tallgrunnlag.html"
local html = FORMAT:match("html") ~= nil
local typst = FORMAT:match("typst") ~= nil

local function has(element, class)
  return element.classes:includes(class)
end

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

local function inline(text)
  return pandoc.RawInline("typst", text)
end

-- Blocks between `before[` and `]`, as Typst content.
local function wrapped(before, blocks, after)
  local result = pandoc.Blocks({ raw(before .. "[") })
  result:extend(blocks)
  result:insert(raw("]" .. (after or "")))
  return result
end

-- A number: a link to its row in the appendix that shows its source; plain text in print.
local function number(span)
  if not html then
    return span.content
  end
  local keys = span.attributes["data-tall"] or span.attributes["tall"] or ""
  local first = keys:match("%S+")
  if not first then
    return span.content
  end
  local link = pandoc.Link(span.content, APPENDIX .. "#tall-" .. first, "", { class = "tall" })
  link.attributes["data-kilde"] = span.attributes["title"]
  link.attributes["title"] = span.attributes["title"]
  return link
end

-- A small line through the values; decoration only, the values stand in the text as well.
local function sparkline(values)
  local width, height, low, high = 96, 22, math.huge, -math.huge
  for _, value in ipairs(values) do
    low, high = math.min(low, value), math.max(high, value)
  end
  local span, points = math.max(high - low, 1), {}
  for i, value in ipairs(values) do
    local x = 3 + (width - 6) * (i - 1) / (#values - 1)
    local y = height - 3 - (height - 6) * (value - low) / span
    points[i] = string.format("%.1f,%.1f", x, y)
  end
  local last = points[#points]
  local cx, cy = last:match("([^,]+),([^,]+)")
  return string.format(
    '<svg class="kort-linje" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true" focusable="false">'
      .. '<polyline points="%s" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
      .. '<circle cx="%s" cy="%s" r="3" fill="currentColor"/></svg>',
    width, height, width, height, table.concat(points, " "), cx, cy)
end

local function trend(div)
  local values = {}
  local text = div.attributes["data-verdier"] or div.attributes["verdier"] or ""
  for value in text:gmatch("%S+") do
    values[#values + 1] = tonumber(value)
  end
  if #values < 2 then
    return {}
  end
  if html then
    local hidden = pandoc.Span(pandoc.utils.blocks_to_inlines(div.content), { class = "visuelt-skjult" })
    return pandoc.Div({ pandoc.Plain({ pandoc.RawInline("html", sparkline(values)), hidden }) }, { class = "kort-trend" })
  end
  if typst then
    return raw("#kom-trend(" .. table.concat(values, ", ") .. ")")
  end
  return {}
end

local CARD_PARTS = { ["kort-tall"] = "kom-kort-tall", ["kort-etikett"] = "kom-kort-etikett", ["kort-endring"] = "kom-kort-endring" }

local function card_span(span)
  for class, name in pairs(CARD_PARTS) do
    if has(span, class) then
      local result = pandoc.Inlines({ inline("#" .. name .. "[") })
      result:extend(span.content)
      result:insert(inline("]"))
      return result
    end
  end
  return span.content
end

local function cards(div)
  if html then
    div.attributes["role"] = "list"
    return div
  end
  local result = pandoc.Blocks({ raw("#kom-nokkeltall(") })
  for _, block in ipairs(div.content) do
    if block.t == "Div" and has(block, "kort") then
      result:extend(wrapped("kom-kort", block.content:walk({ Span = card_span }), ","))
    end
  end
  result:insert(raw(")"))
  return result
end

local function figure_data(div)
  if not html then
    return {}
  end
  local result = pandoc.Blocks({ pandoc.RawBlock("html", '<details class="figurdata"><summary>Vis tallene som tabell</summary>') })
  result:extend(div.content)
  result:insert(pandoc.RawBlock("html", "</details>"))
  return result
end

local SIMPLE = { kilde = "#kom-kilde", ingress = "#kom-ingress", faktaboks = "#kom-faktaboks" }

local function div_filter(div)
  if has(div, "kort-trend") then
    return trend(div)
  elseif has(div, "figurdata") then
    return figure_data(div)
  elseif html and has(div, "kort") then
    div.attributes["role"] = "listitem"
    return div
  elseif html and has(div, "faktaboks") then
    div.attributes["role"] = "note"
    return div
  elseif has(div, "nokkeltall") then
    return (html or typst) and cards(div) or nil
  elseif typst then
    for class, name in pairs(SIMPLE) do
      if has(div, class) then
        return wrapped(name, div.content)
      end
    end
  end
  return nil
end

-- Headings inside fact boxes name the box, not a section of the report.
local function box_heading(header)
  if typst and has(header, "unnumbered") and has(header, "unlisted") and header.level >= 3 then
    local result = pandoc.Inlines({ inline("#text(size: 11.5pt, weight: \"bold\")[") })
    result:extend(header.content)
    result:insert(inline("]"))
    return pandoc.Para(result)
  end
  return nil
end

return {
  { Span = function(span) if has(span, "tall") then return number(span) end end },
  { Header = box_heading },
  { Div = div_filter },
}
