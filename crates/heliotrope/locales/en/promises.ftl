promises-next-word-by = Next word from us by { $when }.
