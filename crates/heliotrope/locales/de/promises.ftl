promises-next-word-by = Sie hören von uns bis { $when }.
