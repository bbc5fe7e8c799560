-- What Markdown lacks, for both renderers: key-figure cards, numbers with their source, numbers behind
-- a figure, source lines, fact boxes. Uses the pandoc API alone, so it runs under Quarto and plain pandoc.

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

-- A number: a link to its row in the chapter's number basis, or to the list of the numbers that it was
-- computed from; plain text in print. `tall.js` shows what the row says on hover and focus.
local function number(span)
  if not html then
    return span.content
  end
  local keys = span.attributes["data-tall"] or span.attributes["tall"] or ""
  if not keys:match("%S") then
    return span.content
  end
  local place = keys:match("%s") and "regnet-" .. pandoc.utils.sha1(keys):sub(1, 8) or "tall-" .. keys
  local link = pandoc.Link(span.content, "#" .. place, "", { class = "tall" })
  -- A table has a link of its own under it; from the keyboard its numbers would be dozens of stops.
  if has(span, "celle") then
    link.attributes["tabindex"] = "-1"
  end
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

local CARD_PARTS = { ["kort-tall"] = "kom-kort-tall", ["kort-etikett"] = "kom-kort-etikett", ["kort-endring"] = "kom-kort-endring", ["kort-lenke"] = "kom-kort-lenke" }

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

-- The number basis at the end of a chapter: closed on the web; in print it is an appendix.
local function basis(div)
  if not html then
    return {}
  end
  local summary = table.remove(div.content, 1)
  local result = pandoc.Blocks({ pandoc.RawBlock("html", '<details class="tallgrunnlag"><summary>') })
  result:insert(pandoc.Plain(pandoc.utils.blocks_to_inlines({ summary })))
  result:insert(pandoc.RawBlock("html", "</summary>"))
  result:extend(div.content)
  result:insert(pandoc.RawBlock("html", "</details>"))
  return result
end

local SIMPLE = { kilde = "#kom-kilde", ingress = "#kom-ingress", faktaboks = "#kom-faktaboks", utkast = "#kom-utkast" }

local function div_filter(div)
  if has(div, "kort-trend") then
    return trend(div)
  elseif has(div, "figurdata") then
    return figure_data(div)
  elseif has(div, "tallgrunnlag") then
    return basis(div)
  elseif has(div, "bare-nett") then
    return html and div.content or {}
  elseif has(div, "bare-trykk") then
    return html and {} or div.content
  elseif html and has(div, "kort") then
    div.attributes["role"] = "listitem"
    return div
  elseif html and (has(div, "faktaboks") or has(div, "utkast")) then
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
  if not html and has(header, "tallgrunnlag-tittel") then
    return {}
  end
  if typst and has(header, "unnumbered") and has(header, "unlisted") and header.level >= 3 then
    local result = pandoc.Inlines({ inline("#text(size: 11.5pt, weight: \"bold\")[") })
    result:extend(header.content)
    result:insert(inline("]"))
    return pandoc.Para(result)
  end
  return nil
end

-- A reference to a heading without a visible number says its title; Quarto would say a number.
local function title_references(doc)
  local depth = tonumber(doc.meta["number-depth"] and pandoc.utils.stringify(doc.meta["number-depth"])) or 2
  local titles = {}
  doc:walk({ Header = function(header)
    if header.level > depth and header.identifier:match("^sec%-") then
      titles[header.identifier] = header.content
    end
  end })
  return doc:walk({ Cite = function(cite)
    local citation = cite.citations[1]
    local title = #cite.citations == 1 and titles[citation.id]
    if not title then
      return nil
    end
    local words = pandoc.Inlines(citation.prefix)
    if #words > 0 then
      words:insert(pandoc.Space())
    end
    words:insert(pandoc.Str("«"))
    words:extend(title)
    words:insert(pandoc.Str("»"))
    return pandoc.Link(words, "#" .. citation.id)
  end })
end

-- Tables as Typst needs them under Quarto; the built-in renderer has seen to its own by now.
local MANY_COLUMNS = 9
local TOTALS = { "sum", "i-alt" }

local function upright(block)
  block.content:insert(1, inline("#rotate(-90deg, reflow: true)["))
  block.content:insert(inline("]"))
end

-- Text such as «16. januar» at the start of a cell is no list.
local function plain_start(block)
  local first = block.content[1]
  if first and first.t == "Str" and (first.text:match("^%d+%.$") or first.text:match("^[-+=/]+$")) then
    block.content[1] = inline((first.text:gsub("[-+=/.]", "\\%0")))
  end
end

local function each_cell(rows, action)
  for _, row in ipairs(rows) do
    for number, cell in ipairs(row.cells) do
      for _, block in ipairs(cell.contents) do
        if block.t == "Plain" or block.t == "Para" then
          action(block, number, row)
        end
      end
    end
  end
end

local function typst_table(table)
  local columns = #table.colspecs
  each_cell(table.head.rows, function(block, number)
    if columns > MANY_COLUMNS and number > 1 then
      upright(block)
    end
  end)
  for _, body in ipairs(table.bodies) do
    each_cell(body.body, function(block, _, row)
      plain_start(block)
      for _, class in ipairs(TOTALS) do
        if has(row, class) then
          block.content = pandoc.Inlines({ pandoc.Strong(block.content) })
        end
      end
    end)
  end
  if columns <= MANY_COLUMNS then
    return table
  end
  for number, spec in ipairs(table.colspecs) do
    table.colspecs[number] = { spec[1], number == 1 and 0.2 or 0.8 / (columns - 1) }
  end
  return {
    raw("#[#set text(size: 7pt)\n#set table(inset: (x: 2pt, y: 3pt))"),
    table,
    raw("]"),
  }
end

-- Column widths for Typst where the table has none and is wider than the page: what the columns hold
-- decides, as in a browser. Widths are counted in characters of the table's print.
local PAGE_CHARACTERS = 96
local CELL_PADDING = 2.3
local LONGEST_WORD = 24

-- Per column: the longest word, the longest cell and all cells together; nothing where cells span.
local function column_contents(tbl)
  local columns = {}
  for number = 1, #tbl.colspecs do
    columns[number] = { word = 0, cell = 0, total = 0, cells = 0 }
  end
  local function look(rows)
    for _, row in ipairs(rows) do
      for number, cell in ipairs(row.cells) do
        local column = columns[number]
        if not column or cell.col_span > 1 or cell.row_span > 1 then
          return false
        end
        local words = pandoc.utils.stringify(pandoc.Blocks(cell.contents))
        local length = pandoc.text.len(words) + CELL_PADDING
        column.cell = math.max(column.cell, length)
        column.total, column.cells = column.total + length, column.cells + 1
        -- A count and the part in brackets after it, «27 (4)», stand on one line.
        for word in words:gsub(" (%(%d)", "-%1"):gmatch("%S+") do
          local width = math.min(pandoc.text.len(word) * 1.05, LONGEST_WORD) + CELL_PADDING
          column.word = math.max(column.word, width)
        end
      end
    end
    return true
  end
  local plain = look(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    plain = plain and look(body.body)
  end
  return plain and columns
end

local function column_widths(tbl)
  for _, spec in ipairs(tbl.colspecs) do
    if spec[2] then
      return nil
    end
  end
  local columns = column_contents(tbl)
  if not columns or #columns < 2 then
    return nil
  end
  -- Beyond its longest word a column gets by what it lacks for a typical long cell, damped so that
  -- one long text does not starve the others.
  local words, cells, lacking = 0, 0, 0
  for _, column in ipairs(columns) do
    local wanted = math.sqrt(column.total / math.max(column.cells, 1) * column.cell)
    column.lacks = math.sqrt(math.max(wanted - column.word, 0))
    words, cells, lacking = words + column.word, cells + column.cell, lacking + column.lacks
  end
  if cells <= PAGE_CHARACTERS then
    return nil
  end
  local spare = lacking > 0 and math.max(PAGE_CHARACTERS - words, 0) or 0
  for number, spec in ipairs(tbl.colspecs) do
    local column = columns[number]
    local more = spare > 0 and spare * column.lacks / lacking or 0
    tbl.colspecs[number] = { spec[1], (column.word + more) / (words + spare) }
  end
  return tbl
end

if quarto and html and quarto.doc and quarto.doc.add_html_dependency then
  quarto.doc.add_html_dependency({ name = "kom-tall", version = "1", scripts = { { path = "tall.js", afterBody = true } } })
end

return {
  { Pandoc = function(doc) if quarto then return title_references(doc) end end },
  { Table = function(table) if quarto and typst then return typst_table(table) end end },
  { Table = function(tbl) if typst then return column_widths(tbl) end end },
  { Span = function(span)
    if has(span, "tall") then
      return number(span)
    elseif has(span, "tallenke") and not html then
      return {}
    end
  end },
  { Header = box_heading },
  { Div = div_filter },
}
