;;; msgreview in Emacs 29 or later, by eglot, which comes with it: put this into your init file.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((yaml-mode yaml-ts-mode) . ("msgreview" "lsp"))))

(defun msgreview-start ()
  "Start msgreview for the YAML files of a catalogue: below a folder with a msgreview.yaml."
  (when (and buffer-file-name (locate-dominating-file buffer-file-name "msgreview.yaml"))
    (eglot-ensure)))

(add-hook 'yaml-mode-hook #'msgreview-start)
(add-hook 'yaml-ts-mode-hook #'msgreview-start)
