not-found-person = There is no person { $which }.
people-no-language = “{ $language }” is no language tag. Write en, de, pt-BR and the like.
