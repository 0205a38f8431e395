//! The words behind `/` in a reply. Each row runs a deed of the keys, or puts
//! words at the caret (`|` in its text is where the caret then stands); the
//! words are the person's language, the label is the reader's.

use super::{Eye, Sheet};
use crate::kit::words::{Lang, Words};
use maud::{Markup, PreEscaped, html};
use std::collections::HashMap;
use std::sync::LazyLock;

struct Word {
    word: &'static str,
    label: &'static str,
    does: &'static str,
    /// What it does that to: a selector, or the key of the words it inserts.
    to: &'static str,
}

const fn word(
    word: &'static str,
    label: &'static str,
    does: &'static str,
    to: &'static str,
) -> Word {
    Word {
        word,
        label,
        does,
        to,
    }
}

/// In the order they are shown. A practice adds its row here.
const WORDS: &[Word] = &[
    word(
        "promise",
        "promises-slash-promise",
        "insert",
        "promises-say-by",
    ),
    word(
        "until",
        "promises-slash-until",
        "insert",
        "promises-say-until",
    ),
    word("sorry", "apologies-slash", "press", "a#open-sorry"),
    word("plan", "promises-slash-plan", "unfold", "#plan"),
    word("give", "promises-slash-give", "press", "a#give"),
    word("no", "cases-say-no", "press", "#say-no"),
];

/// The same for each pair of languages, so each is made once.
pub fn slash(sheet: &Sheet, eye: Eye<'_>) -> PreEscaped<&'static str> {
    static MADE: LazyLock<HashMap<(Lang, Lang), String>> = LazyLock::new(|| {
        let mut made = HashMap::new();
        for reader in Lang::ALL {
            for theirs in Lang::ALL {
                let menu = menu(Words::of(reader), Words::of(theirs));
                made.insert((reader, theirs), menu.into_string());
            }
        }
        made
    });
    let tag = sheet
        .case
        .language
        .as_deref()
        .unwrap_or(&sheet.mailbox.language);
    let theirs = Lang::of_tag(tag).unwrap_or_default();
    PreEscaped(&MADE[&(eye.words.lang(), theirs)])
}

fn menu(words: Words, theirs: Words) -> Markup {
    html! {
        ul.slash #slash role="listbox" hidden aria-label=(words.say("promises-slash"))
            data-said=(words.with("promises-slash-said", [("n", "{n}".into())])) {
            @for row in WORDS {
                @let to = if row.does == "insert" { theirs.say(row.to) } else { row.to.to_owned() };
                li role="option" aria-selected="false" id={ "slash-" (row.word) } data-word=(row.word)
                    data-do=(row.does) data-to=(to) {
                    code { "/" (row.word) } span { (words.say(row.label)) }
                }
            }
        }
    }
}
