search-title = Search
search-how = Subjects, messages, names, addresses and file names are searched. All words have to be there; the last may be a beginning.
search-where = Where
search-everywhere = Everywhere
search-in-letters-of = In the letters of { $name }
search-found = { $n ->
    [one] One case
   *[other] { $n } cases, newest first
}
search-capped = { $n } cases among the newest 2,000 hits, newest first. One more word finds older ones.
search-older = Older ones
search-nothing = Nothing found for “{ $query }”.
search-nearest = Search for “{ $query }”
search-widen = Search everywhere
search-searched = Searched subjects, messages, names, addresses, files.
search-in-letter = in a letter from { $name }
search-in-reply = in a reply by { $name }
search-in-note = in a note by { $name }
search-in-call = in a call that { $name } wrote down
search-closed = closed
search-no-subject = without a subject
search-no-scope = “{ $scope }” is no place to search. Write mailbox:1 or person:88, with the number it has here.
search-by-case = Newest cases first, each with its newest message
search-as-words = It was searched as words.
