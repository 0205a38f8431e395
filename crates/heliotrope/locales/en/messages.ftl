not-found-attachment = There is no file { $which } that you can see.
messages-pictures-held = { $n ->
    [one] One picture from outside is not shown: its server would learn that the letter was read.
   *[other] { $n } pictures from outside are not shown: their servers would learn that the letter was read.
}
