-- Lettered appendices in Quarto's PDF. Quarto leaves appendices of a Typst book to the extension;
-- the built-in renderer letters them itself.

local START = '#set heading(numbering: "A.1")\n#counter(heading).update(0)'
local started = false

local function appendix(header)
  local metadata = quarto.doc.file_metadata()
  local file = metadata and metadata.file
  if header.level ~= 1 or started or not file or file.bookItemType ~= "appendix" then
    return nil
  end
  started = true
  local start = pandoc.RawBlock("typst", START)
  -- Quarto's own divider page is left out
  if header.classes:includes("unnumbered") then
    return start
  end
  return { start, header }
end

return quarto.utils.combineFilters({ quarto.utils.file_metadata_filter(), { Header = appendix } })
