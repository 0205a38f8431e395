not-found-person = There is no person { $which }.
people-no-language = “{ $language }” is no language tag. Write en, de, pt-BR and the like.
people-title = People
people-find = Name or address
people-none = Nobody has written yet. Who writes stands here.
people-nobody = Nobody found for “{ $query }”.
people-all = Show everybody
people-more = More people
people-name = Name
people-address = Mail address
people-addresses = Addresses
people-language = Language
people-language-unknown = not known
people-language-said = { $language }, as they said
people-language-form = { $language }, from a form
people-language-letter = { $language }, from a letter
people-language-help = What you choose here counts as said by them.
people-zone = Time zone
people-cases = Cases
people-no-cases = No case yet.
people-newest-cases = The newest { $n }. Search finds older ones.
people-search-letters = Search these cases
people-change = What we know
people-keep = Keep
people-add-address = Add an address
people-address-help = Letters from it then belong to this person.
people-address-taken = This address belongs to { $name }.
people-no-address = A mail address looks like name@example.org.
people-see-other = See that person
people-not-kept = Not kept yet
people-nothing-changed = Nothing was changed. What you typed is still in the fields.
people-erased-title = An erased person
people-erased = Everything this person said to us was erased:
people-their-data = Their data
people-erase = Erase this person…
people-language-name = { $tag ->
    [ar] Arabic
    [be] Belarusian
    [bg] Bulgarian
    [bn] Bengali
    [ca] Catalan
    [cs] Czech
    [cy] Welsh
    [da] Danish
    [de] German
    [de-AT] German (Austria)
    [de-CH] German (Switzerland)
    [el] Greek
    [en] English
    [en-GB] English (United Kingdom)
    [en-US] English (United States)
    [es] Spanish
    [es-MX] Spanish (Mexico)
    [et] Estonian
    [eu] Basque
    [fa] Persian
    [fi] Finnish
    [fr] French
    [fr-CA] French (Canada)
    [ga] Irish
    [gl] Galician
    [he] Hebrew
    [hi] Hindi
    [hr] Croatian
    [hu] Hungarian
    [hy] Armenian
    [id] Indonesian
    [is] Icelandic
    [it] Italian
    [ja] Japanese
    [ka] Georgian
    [ko] Korean
    [la] Latin
    [lt] Lithuanian
    [lv] Latvian
    [mk] Macedonian
    [ms] Malay
    [mt] Maltese
    [nb] Norwegian Bokmål
    [nl] Dutch
    [nn] Norwegian Nynorsk
    [no] Norwegian
    [pl] Polish
    [pt] Portuguese
    [pt-BR] Portuguese (Brazil)
    [ro] Romanian
    [ru] Russian
    [sk] Slovak
    [sl] Slovenian
    [sq] Albanian
    [sr] Serbian
    [sv] Swedish
    [ta] Tamil
    [th] Thai
    [tr] Turkish
    [uk] Ukrainian
    [ur] Urdu
    [vi] Vietnamese
    [zh] Chinese
    [zh-Hant] Chinese (traditional characters)
   *[other] { $tag }
}
people-their-data-what = When somebody asks what we hold on them, or asks that it goes.
people-export = Save all we hold
