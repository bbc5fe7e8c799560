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

-- A small line through the values; decoration only, the values stand in the text as well. A year
-- without a number («-») is a gap: the line is never drawn across it.
local function sparkline(values)
  local width, height, low, high = 96, 22, math.huge, -math.huge
  for _, value in ipairs(values) do
    if value then
      low, high = math.min(low, value), math.max(high, value)
    end
  end
  local span, path, cx, cy = math.max(high - low, 1), {}, 0, 0
  for i, value in ipairs(values) do
    if value then
      cx = string.format("%.1f", 3 + (width - 6) * (i - 1) / (#values - 1))
      cy = string.format("%.1f", height - 3 - (height - 6) * (value - low) / span)
      -- «h0» makes a point of a value that stands alone
      path[#path + 1] = (values[i - 1] and "L" or "M") .. cx .. " " .. cy .. (values[i - 1] and "" or "h0")
    end
  end
  return string.format(
    '<svg class="kort-linje" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true" focusable="false">'
      .. '<path d="%s" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
      .. '<circle cx="%s" cy="%s" r="3" fill="currentColor"/></svg>',
    width, height, width, height, table.concat(path), cx, cy)
end

local function trend(div)
  local values, known, words = {}, 0, {}
  local text = div.attributes["data-verdier"] or div.attributes["verdier"] or ""
  for value in text:gmatch("%S+") do
    local number = tonumber(value) or false
    values[#values + 1] = number
    words[#words + 1] = number and value or "none"
    known = known + (number and 1 or 0)
  end
  if known < 2 then
    return {}
  end
  if html then
    local hidden = pandoc.Span(pandoc.utils.blocks_to_inlines(div.content), { class = "visuelt-skjult" })
    return pandoc.Div({ pandoc.Plain({ pandoc.RawInline("html", sparkline(values)), hidden }) }, { class = "kort-trend" })
  end
  if typst then
    local years = div.attributes["data-aar"] or div.attributes["aar"] or ""
    return raw('#kom-trend(aar: "' .. years:gsub('[\\"]', "") .. '", ' .. table.concat(words, ", ") .. ")")
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

local SIMPLE = { kilde = "#kom-kilde", innspill = "#kom-innspill", ingress = "#kom-ingress", faktaboks = "#kom-faktaboks", utkast = "#kom-utkast", tabellnavn = "#kom-tabellnavn" }

-- «§ 4-5» stays on one line; Typst has its own rule.
local function section_signs(inlines)
  for i = #inlines - 2, 1, -1 do
    local sign, space, number = inlines[i], inlines[i + 1], inlines[i + 2]
    if sign.t == "Str" and sign.text:match("§$") and space.t:match("Space$") and number.t == "Str" and number.text:match("^%d") then
      inlines[i] = pandoc.Span({ pandoc.Str(sign.text .. "\u{a0}" .. number.text) }, { class = "samlet" })
      inlines:remove(i + 2)
      inlines:remove(i + 1)
    end
  end
  return inlines
end

-- Only blocks that have such a sign are taken apart: most of a report's blocks are cells with a number.
local function signed(block)
  if pandoc.utils.stringify(block):find("§ ", 1, true) then
    return block:walk({ Inlines = section_signs })
  end
end

-- An address that is shown may break after its strokes.
local function breakable(link)
  local text = pandoc.utils.stringify(link.content)
  if text ~= link.target or not text:match("^https?://") then
    return nil
  end
  link.content = pandoc.Inlines({})
  for part in text:gmatch("[^/-]+[/-]*") do
    link.content:extend({ pandoc.Str(part), pandoc.RawInline("html", "<wbr>") })
  end
  link.content:remove(#link.content)
  return link
end

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

-- Under Quarto: a figure or table with the source and notes that follow it, as one. The built-in
-- renderer has done it by now.
local function is_float(block)
  if block.t ~= "Div" and block.t ~= "Figure" then
    return false
  end
  -- Quarto's filters see its own nodes as divs of this kind.
  if block.attributes["__quarto_custom_type"] == "FloatRefTarget" then
    return true
  end
  local found = block.identifier:match("^fig%-") or block.identifier:match("^tbl%-")
  if not found and block.t == "Div" and #block.content == 1 then
    return is_float(block.content[1])
  end
  return found ~= nil
end

-- From the outermost blocks inwards: a cell is a div of its own, and what follows it stands outside.
local function floats(blocks)
  local result, i = pandoc.Blocks({}), 1
  while i <= #blocks do
    local block = blocks[i]
    if is_float(block) then
      result:insert(raw("#kom-flyt["))
      result:insert(block)
      while blocks[i + 1] and blocks[i + 1].t == "Div" and (has(blocks[i + 1], "figurdata") or has(blocks[i + 1], "kilde")) do
        i = i + 1
        result:insert(blocks[i])
      end
      result:insert(raw("]"))
    else
      if block.t == "Div" then
        block.content = floats(block.content)
      end
      result:insert(block)
    end
    i = i + 1
  end
  return result
end

-- Tables as Typst needs them under Quarto; the built-in renderer has seen to its own by now.
local MANY_COLUMNS = 9
-- Heads up to this length, such as years, stand as they are.
local SHORT_HEAD = 5
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
  local columns, longest = #table.colspecs, 0
  each_cell(table.head.rows, function(block, number)
    if number > 1 then
      longest = math.max(longest, pandoc.text.len(pandoc.utils.stringify(block)))
    end
  end)
  each_cell(table.head.rows, function(block, number)
    if columns > MANY_COLUMNS and longest > SHORT_HEAD and number > 1 then
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
    raw("#[#set text(size: 8pt)\n#set table(inset: (x: 2pt, y: 3pt))"),
    table,
    raw("]"),
  }
end

-- Column widths for Typst where a table is wider than the page: the widths that make it shortest.
-- Widths are counted in characters of the table's print.
local PAGE_CHARACTERS = 96
local CELL_PADDING = 2.3
-- In a narrower setting, before words are broken in a table of many columns.
local TIGHT = "trang"
local TIGHT_SIZE, TIGHT_PADDING = 8.5 / 9, 1.65
local FIXED_SPACE = "\u{a0}"
-- A word is hyphenated where the columns would else be wider than the page, from the longest on.
local LONGEST_WORD, LONGEST_PART, SOME_COLUMNS = 24, 9, 6
-- A broken word is as bad as so many lines more.
local BROKEN_WORD = 1

-- Rows of cell lengths, and per column its longest word and cell; nothing where cells span. A word
-- counts as no longer than `longest_word`, unless it holds what must not be parted.
local function table_contents(tbl, longest_word)
  local padding = has(tbl, TIGHT) and TIGHT_PADDING or CELL_PADDING
  local found = { rows = {}, words = {}, cells = {}, broken = 0, padding = padding }
  for number = 1, #tbl.colspecs do
    found.words[number], found.cells[number] = padding + 1, padding + 1
  end
  local function look(rows)
    for _, row in ipairs(rows) do
      local lengths = {}
      for number, cell in ipairs(row.cells) do
        if not found.words[number] or cell.col_span > 1 or cell.row_span > 1 then
          return false
        end
        local words = pandoc.utils.stringify(pandoc.Blocks(cell.contents))
        lengths[number] = pandoc.text.len(words)
        found.cells[number] = math.max(found.cells[number], lengths[number] + padding)
        -- A count and the part in brackets after it, «27 (4)», stand on one line; so do a word and the
        -- stroke after it; a hyphen ends one.
        for word in words:gsub(" (%(%d)", FIXED_SPACE .. "%1"):gsub(" /", "/"):gsub("(%w%-)(%a)", "%1 %2"):gmatch("%S+") do
          local width = pandoc.text.len(word) * 1.05
          if width > longest_word and not word:find(FIXED_SPACE, 1, true) then
            width, found.broken = longest_word, found.broken + 1
          end
          width = width + padding
          found.words[number] = math.max(found.words[number], width)
        end
      end
      found.rows[#found.rows + 1] = lengths
    end
    return true
  end
  local plain = look(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    plain = plain and look(body.body)
  end
  return plain and found
end

-- How tall the rows are together, in lines; other cells than a row's tallest count a little.
local function height(found, widths)
  local total = 0
  for _, lengths in ipairs(found.rows) do
    local tallest, sum = 0, 0
    for number, length in ipairs(lengths) do
      local exact = length / (widths[number] - found.padding)
      -- Whole lines are what counts; parts of them show the way to the next.
      local lines = 0.7 * math.ceil(exact) + 0.3 * exact
      tallest, sum = math.max(tallest, lines), sum + lines
    end
    total = total + math.max(tallest, 1) + 0.05 * sum
  end
  return total
end

-- Small print for tables of many rows, and for the number basis, whose columns are equal in all its tables.
local MANY_ROWS = 40
local FIXED_WIDTHS = "faste-bredder"

local function count_rows(tbl)
  local rows = 0
  for _, body in ipairs(tbl.bodies) do
    rows = rows + #body.body
  end
  return rows
end

local function is_long(tbl)
  return count_rows(tbl) > MANY_ROWS or has(tbl, FIXED_WIDTHS)
end

-- What is left of the page after each column has its longest word, given where it makes most of it.
local function spread(found, page)
  local used, widths = 0, {}
  for number, word in ipairs(found.words) do
    widths[number] = word
    used = used + word
  end
  while used < page do
    local best, best_height = 1, math.huge
    for number = 1, #widths do
      widths[number] = widths[number] + 1
      local now = height(found, widths)
      if now < best_height then
        best, best_height = number, now
      end
      widths[number] = widths[number] - 1
    end
    widths[best], used = widths[best] + 1, used + 1
  end
  return widths, used
end

local function sum(numbers)
  local total = 0
  for _, number in ipairs(numbers) do
    total = total + number
  end
  return total
end

local function column_widths(tbl)
  if has(tbl, FIXED_WIDTHS) or #tbl.colspecs < 2 or #tbl.colspecs > MANY_COLUMNS then
    return nil
  end
  local page = is_long(tbl) and PAGE_CHARACTERS * 9 / 8 or PAGE_CHARACTERS
  local found = table_contents(tbl, LONGEST_WORD)
  if not found then
    return nil
  end
  if sum(found.cells) <= page then
    -- It fits; pandoc may have spread it over the page.
    for number, spec in ipairs(tbl.colspecs) do
      tbl.colspecs[number] = { spec[1] }
    end
    return tbl
  end
  if sum(found.words) > page and #tbl.colspecs >= SOME_COLUMNS and not is_long(tbl) then
    tbl.classes:insert(TIGHT)
    page = page / TIGHT_SIZE
    found = table_contents(tbl, LONGEST_WORD)
  end
  local longest = LONGEST_WORD
  while sum(found.words) > page and longest > LONGEST_PART do
    longest = longest - 1
    found = table_contents(tbl, longest)
  end
  local widths, used = spread(found, page)
  -- In a table of many columns, a few more broken words may spare many broken rows.
  while #widths >= SOME_COLUMNS and longest > LONGEST_PART do
    longest = longest - 1
    local other = table_contents(tbl, longest)
    local widths_then, used_then = spread(other, page)
    if height(other, widths_then) + BROKEN_WORD * other.broken < height(found, widths) + BROKEN_WORD * found.broken then
      found, widths, used = other, widths_then, used_then
    end
  end
  for number, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[number] = { spec[1], widths[number] / used }
  end
  return tbl
end

-- In a table: the mark of a note hangs beside its number, and the repeated head of a long table says
-- that it goes on.
local function table_marks(tbl)
  each_cell(tbl.head.rows, function(block)
    block.content:insert(1, inline("#kom-hode["))
    block.content:insert(inline("]"))
  end)
  local first = tbl.head.rows[1] and tbl.head.rows[1].cells[1]
  if first then
    first.contents:insert(1, pandoc.Plain({ inline("#kom-fortsetter;") }))
  end
  local function hang(blocks)
    return blocks:walk({ Superscript = function(mark)
      local result = pandoc.Inlines({ inline("#kom-hevet[") })
      result:extend(mark.content)
      result:insert(inline("]"))
      return result
    end })
  end
  local marked = false
  tbl:walk({ Superscript = function() marked = true end })
  for _, body in ipairs(marked and tbl.bodies or {}) do
    for _, row in ipairs(body.body) do
      for number, cell in ipairs(row.cells) do
        if number > 1 then
          cell.contents = hang(cell.contents)
        end
      end
    end
  end
  return tbl
end

local LONG_SETTING = "#[#set table(inset: (x: 4pt, y: 2.6pt))\n#show table: set text(size: 8pt)"
local TIGHT_SETTING = "#[#set table(inset: (x: 3.5pt, y: 4.2pt))\n#show table: set text(size: 8.5pt)"

-- No row of a table is left alone at a page's end: the first two rows and the last two hold together by
-- cells of a column without width. The built-in renderer takes its tags out of the finished PDF.
local FEW_ROWS = 4

local function kept_rows(tbl)
  local body = #tbl.bodies == 1 and tbl.bodies[1].body or {}
  if #body < FEW_ROWS or #tbl.foot.rows > 0 then
    return tbl
  end
  for _, row in ipairs(body) do
    for _, cell in ipairs(row.cells) do
      if cell.row_span > 1 then
        return tbl
      end
    end
  end
  local function binding(rows)
    return pandoc.Cell({}, "AlignDefault", rows, 1, { ["typst:inset"] = "0pt" })
  end
  table.insert(tbl.colspecs, { "AlignDefault", 0 })
  for _, row in ipairs(tbl.head.rows) do
    row.cells:insert(binding(1))
  end
  for number, row in ipairs(body) do
    if number == 1 or number == #body - 1 then
      row.cells:insert(binding(2))
    elseif number ~= 2 and number ~= #body then
      row.cells:insert(binding(1))
    end
  end
  return tbl
end

-- What announces a list, such as «Sakene i 2023:», stands on the same page as the list begins.
local LISTS = { BulletList = true, OrderedList = true }

local function announced(blocks)
  for i = #blocks - 1, 1, -1 do
    local block = blocks[i]
    if block.t == "Para" and LISTS[blocks[i + 1].t] and not pandoc.utils.stringify(block):match("[.!?]$") then
      blocks:insert(i + 1, raw("]"))
      blocks:insert(i, raw("#block(sticky: true, above: 0.98em, below: 0.98em)["))
    end
  end
  return blocks
end

-- What stands at a chapter's end has no text after it to close up with. The heading and the only
-- paragraph before it come along to the next page.
local function last_floats(doc)
  local blocks = doc.blocks
  local i = #blocks
  local function is_raw(block, text)
    return block and block.t == "RawBlock" and block.format == "typst" and block.text == text
  end
  local found = false
  while i > 0 do
    local block = blocks[i]
    if is_raw(block, "]") then
      repeat
        i = i - 1
      until i == 0 or is_raw(blocks[i], "#kom-flyt[")
      if i == 0 then
        return nil
      end
      blocks[i] = raw("#kom-flyt(siste: true)[")
      found = true
    elseif not ((block.t == "Div" and has(block, "tallgrunnlag")) or (block.t == "Header" and has(block, "tallgrunnlag-tittel"))) then
      break
    end
    i = i - 1
  end
  if not found then
    return nil
  end
  if i > 1 and blocks[i].t == "Para" and blocks[i - 1].t == "Header" then
    blocks:insert(i + 1, raw("]"))
    blocks:insert(i, raw("#block(sticky: true)["))
  end
  doc.blocks = blocks
  return doc
end

if quarto and html and quarto.doc and quarto.doc.add_html_dependency then
  quarto.doc.add_html_dependency({ name = "kom-tall", version = "1", scripts = { { path = "tall.js", afterBody = true }, { path = "kapittel.js", afterBody = true } } })
end

-- Table by table: its columns, its marks, the rows that hold together, its size.
local function set_table(tbl)
  local made = kept_rows(table_marks(column_widths(tbl) or tbl))
  local setting = is_long(made) and LONG_SETTING or has(made, TIGHT) and TIGHT_SETTING
  return setting and { raw(setting), made, raw("]") } or made
end

local function spans(span)
  if has(span, "tall") then
    return number(span)
  elseif has(span, "tallenke") and not html then
    return {}
  end
end

-- Each step goes through the whole page, so a format gets only the steps that it needs.
local steps = {}
local function step(needed, filter)
  if needed then
    steps[#steps + 1] = filter
  end
end
step(quarto and typst, { Pandoc = function(doc)
  doc.blocks = floats(doc.blocks)
  return doc
end })
step(quarto, { Pandoc = title_references })
step(typst, { Pandoc = last_floats })
step(typst, { Blocks = announced })
step(quarto and typst, { Table = typst_table })
step(typst, { Table = set_table })
step(html, { Link = breakable })
step(true, { Span = spans })
step(true, { Header = box_heading })
step(html, { Para = signed, Plain = signed, Header = signed, LineBlock = signed, DefinitionList = signed })
step(true, { Div = div_filter })
return steps
