-- Neovim 0.7 or later. Put this into ~/.config/nvim/plugin/msgreview.lua: it starts `msgreview lsp` for the YAML files of a catalogue,
-- the folder with a msgreview.yaml, and for any YAML file below a folder with a `messages` folder.
local command = vim.g.msgreview_command or { "msgreview", "lsp" }

local function above(path, name)
  path = vim.fn.escape(path, " ,") -- A space or comma would end the path that is searched.
  local found = vim.fn.finddir(name, path .. ";")
  if found == "" then
    found = vim.fn.findfile(name, path .. ";")
  end
  return found ~= "" and vim.fn.fnamemodify(found, ":p:h"):gsub("/messages$", "") or nil
end

local clients = {}

local function attach(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local folder = name ~= "" and vim.fn.fnamemodify(name, ":p:h") or vim.fn.getcwd()
  local root = above(folder, "msgreview.yaml") or above(folder, "messages")
  if not root then
    return
  end
  local config = { name = "msgreview", cmd = command, root_dir = root }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else -- Neovim 0.7
    clients[root] = clients[root] or vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
  -- Later versions set the first two by themselves.
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc"
  vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = buffer })
  vim.keymap.set("n", "gd", vim.lsp.buf.definition, { buffer = buffer })
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = "yaml",
  callback = function(event)
    attach(event.buf)
  end,
})

-- Findings while you type, not only when you stop; and the state of a message above it. Leave out what you do not like.
vim.diagnostic.config({ update_in_insert = true, severity_sort = true })
vim.api.nvim_create_autocmd({ "BufEnter", "BufWritePost", "InsertLeave" }, {
  pattern = { "*.yaml", "*.yml" },
  callback = function()
    if #vim.lsp.buf_get_clients(0) > 0 then
      pcall(vim.lsp.codelens.refresh)
    end
  end,
})
