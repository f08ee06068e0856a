"""The words of the project as frozen structs, with the small rules that all layers share. Nothing here reads or writes a file."""
