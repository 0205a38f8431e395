not-found-attachment = Eine Datei { $which }, die Sie sehen können, gibt es nicht.
messages-pictures-held = { $n ->
    [one] Ein Bild von außen ist nicht zu sehen: Sein Server erführe sonst, dass der Brief gelesen wurde.
   *[other] { $n } Bilder von außen sind nicht zu sehen: Ihre Server erführen sonst, dass der Brief gelesen wurde.
}
messages-source = Kopfzeilen und Quelltext eines Briefs
messages-headers = Kopfzeilen
messages-as-it-came = Wie er ankam
messages-source-cut = Hier steht nur der Anfang. Speichern Sie den Brief, um alles zu lesen.
messages-save = Brief speichern
messages-back-to-case = Zurück zu Fall { $number }
messages-vouched = { $server } sagt über den Absender: SPF { $spf }, DKIM { $dkim }, DMARC { $dmarc }.
messages-nobody-vouches = Kein Server, dem hier geglaubt wird, bürgt für den Absender. Die Einstellung inbound.authserv nennt solche.
