"""The words of the project as frozen structs: nothing here reads, writes or decides."""
