-- What an editor does with a message, in Neovim: steps one after the other, each until the server has answered it.
-- nvim --headless -u editors/neovim.lua -S tests/neovim.lua: prints one line of JSON.
local seen = {}

local function fail(what)
  io.stdout:write(vim.fn.json_encode({ failed = what, seen = seen }) .. "\n")
  vim.cmd("qall!")
end

local function until_(what, condition)
  if not vim.wait(120000, condition, 5) then
    fail(what)
  end
end

local function diagnostics(wanted)
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    if each.code == wanted or (each.user_data and each.user_data.lsp and each.user_data.lsp.code == wanted) then
      table.insert(found, each)
    end
  end
  return found
end

local function until_found(rule, line, number)
  until_(rule, function()
    local found = diagnostics(rule)
    return #found == number and (number == 0 or found[1].lnum == line)
  end)
  local found = diagnostics(rule)[1]
  return found and vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, true)[1]:sub(found.col + 1, found.end_col) or ""
end

local function asked(method, extra)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, "utf-16"), extra or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 120000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end

local function at(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column })
end

vim.cmd("edit messages/note.yaml")
seen.first = until_found("tone.form-letter", 5, 1)
vim.api.nvim_buf_set_lines(0, 5, 6, true, { "body: 🙂 שלום 🙂 Please be advised that the hall is yours." })
until_("the new text", function()
  local found = diagnostics("tone.form-letter")[1]
  return found and found.col > 10
end)
seen.behind_faces = until_found("tone.form-letter", 5, 1)
at(6, 45)
seen.hover = asked("textDocument/hover").contents.value:match("%*%*[%w.-]+%*%*")
local where = { textDocument = vim.lsp.util.make_text_document_params(), range = {}, context = { diagnostics = {} } }
where.range.start = asked and vim.lsp.util.make_position_params(0, "utf-16").position
where.range["end"] = where.range.start
for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/codeAction", where, 120000)) do
  for _, action in ipairs(answer.result) do
    if action.title:match("^Sign an exception from tone.form%-letter") then
      seen.action = action.title:match("^[^2]*")
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
end
until_found("tone.form-letter", 5, 0)
vim.api.nvim_buf_set_lines(0, 1, 2, true, { "kind: scripte" })
until_("a kind that there is not", function()
  return #diagnostics("file.bad-value") == 1
end)
at(2, 13)
local labels = {}
for _, item in ipairs(asked("textDocument/completion").items) do
  table.insert(labels, item.label)
end
seen.completion = labels
vim.cmd("silent undo")
vim.cmd("silent write")

vim.cmd("edit messages/user.yaml")
until_("the client", function()
  return #vim.lsp.buf_get_clients(0) > 0
end)
local line = vim.fn.search("use: desk.note")
at(line, 9)
seen.omnifunc = vim.bo.omnifunc
vim.cmd("normal gd")
until_("the definition", function()
  return vim.fn.expand("%:t") == "note.yaml"
end)
seen.definition = vim.fn.expand("%:t") .. ":" .. vim.fn.line(".")
at(1, 6)
vim.lsp.buf.rename("desk.slip")
until_("the new name", function()
  return vim.fn.getline(1) == "id: desk.slip"
end)
seen.renamed = {}
for _, name in ipairs({ "note", "user" }) do
  local buffer = vim.fn.bufnr("messages/" .. name .. ".yaml")
  vim.list_extend(seen.renamed, vim.fn.filter(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "v:val =~ 'desk.slip\\|supersedes'"))
end
io.stdout:write(vim.fn.json_encode(seen) .. "\n")
vim.cmd("qall!")
