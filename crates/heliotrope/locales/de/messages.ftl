not-found-attachment = Eine Datei { $which }, die Sie sehen können, gibt es nicht.
messages-pictures-held = { $n ->
    [one] Ein Bild von außen ist nicht zu sehen: Sein Server erführe sonst, dass der Brief gelesen wurde.
   *[other] { $n } Bilder von außen sind nicht zu sehen: Ihre Server erführen sonst, dass der Brief gelesen wurde.
}
