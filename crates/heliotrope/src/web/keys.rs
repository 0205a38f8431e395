//! The sheet of keys, the palette and the words that scripts say. The sheet is
//! the one list of keys: the script reads it, and a page shows it without one.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::State;
use maud::{Markup, PreEscaped, html};

use super::asker::{Asker, Role};
use super::desk::Desk;
use super::icons::icon;
use super::layout::{PageContext, page};
use super::routes::{Routes, Who};
use crate::kit::words::{Lang, Words};
use crate::t;

mod table;

pub(super) use table::{GROUPS, Group, Key};

pub(super) fn routes() -> Routes {
    Routes::new().get("/keys", Who::Light, show)
}

/// The sheet as a page, for those who have no script or want to print it.
async fn show(State(desk): State<Desk>, asker: Asker) -> Markup {
    let words = asker.words();
    let title = t!(words, "web-keys");
    let body = html! {
        // There is nothing in it to stop at: so it can be scrolled itself.
        div.pane.sheet-page tabindex="0" role="region" aria-label=(title) {
            div.broad {
                header.page-head { h1 { (title) } }
                div.keys-groups { (groups(words, false, asker.role >= Role::Lead, "h2")) }
            }
        }
    };
    page(&PageContext::of(&desk, &asker, ""), &title, body)
}

/// The dialogs at the end of a page of the workspace. They are a sixth of its
/// bytes and always the same, so each of them is made once.
pub(super) fn sheet(words: Words, asker: &Asker, alone: bool) -> PreEscaped<&'static str> {
    static SHEETS: LazyLock<HashMap<(Lang, [bool; 3]), String>> = LazyLock::new(|| {
        let mut sheets = HashMap::new();
        for lang in Lang::ALL {
            for n in 0..8 {
                let for_whom = [n & 1 > 0, n & 2 > 0, n & 4 > 0];
                let sheet = make(Words::of(lang), for_whom);
                sheets.insert((lang, for_whom), sheet.into_string());
            }
        }
        sheets
    });
    let for_whom = [asker.single_keys, alone, asker.role >= Role::Lead];
    PreEscaped(&SHEETS[&(words.lang(), for_whom)])
}

fn make(words: Words, [single_keys, alone, leads]: [bool; 3]) -> Markup {
    html! {
        dialog.keys-sheet #keys aria-labelledby="keys-title" {
            div.dialog-head {
                h2 #keys-title { (t!(words, "web-keys")) }
                form method="dialog" {
                    button.btn.quiet.icon-only { (icon("x")) span.said { (t!(words, "web-shut")) } }
                }
            }
            div.keys-groups { (groups(words, alone, leads, "h3")) }
            label.tick {
                input #keys-on type="checkbox" checked[single_keys];
                span { (t!(words, "web-keys-on")) }
            }
        }
        dialog.palette #palette aria-label=(t!(words, "web-key-palette")) {
            label.said for="palette-words" { (t!(words, "web-palette-ask")) }
            input.input #palette-words role="combobox" aria-expanded="true" aria-controls="palette-list"
                autocomplete="off" placeholder=(t!(words, "web-palette-ask"));
            ul #palette-list role="listbox" aria-label=(t!(words, "web-palette-list")) {}
            p.none hidden { (t!(words, "web-palette-none")) }
        }
        (said_by_scripts(words))
    }
}

fn groups(words: Words, alone: bool, leads: bool, level: &str) -> Markup {
    let shown = |key: &&Key| (!alone || !for_two(key)) && (leads || key.to != table::LEAD);
    html! {
        @for Group { title, within, keys } in &GROUPS {
            section {
                @if level == "h2" { h2 { (words.say(title)) } } @else { h3 { (words.say(title)) } }
                ul { @for key in keys.iter().filter(shown) { (line(words, key, *within)) } }
            }
        }
    }
}

/// Keys that mean nothing in a team of one.
fn for_two(key: &Key) -> bool {
    matches!(key.to, "/free" | "#assign")
}

fn line(words: Words, key: &Key, within: Option<&str>) -> Markup {
    let to = (!key.to.is_empty()).then_some(key.to);
    let also = (!key.also.is_empty()).then(|| words.say(key.also));
    // The script's own; the others act where they stand.
    let ours = (!key.does.is_empty()).then_some(key.keys);
    let does = ours.map(|_| key.does);
    html! {
        li data-keys=[ours] data-do=[does] data-to=[to] data-also=[also] data-within=[within] {
            span { (words.say(key.label)) }
            span {
                @for (n, press) in presses(key.keys).into_iter().enumerate() {
                    @if n > 0 { " " }
                    kbd { (press) }
                }
            }
        }
    }
}

/// What is pressed one after the other, as it stands on the keyboard: the first
/// of several ways, or all of a row of numbers.
pub(super) fn presses(keys: &str) -> Vec<String> {
    let ways: Vec<&str> = keys.split('|').collect();
    match ways[..] {
        [first, _, .., last] => vec![format!("{} – {}", drawn(first), drawn(last))],
        _ => ways[0].split(' ').map(drawn).collect(),
    }
}

/// As it stands on the keyboard.
fn drawn(press: &str) -> String {
    if press.len() == 1 && press.chars().all(|c| c.is_ascii_uppercase()) {
        return format!("⇧ {press}");
    }
    press
        .replace("mod+", "Ctrl ")
        .replace("shift+", "⇧ ")
        .replace("Space", "␣")
        .replace("Enter", "⏎")
        .replace("Escape", "Esc")
        .replace("ArrowDown", "↓")
        .replace("ArrowUp", "↑")
}

/// What scripts say aloud or draw, in the reader's language; `{name}`, `{n}`
/// and `{time}` are filled in by the script.
fn said_by_scripts(words: Words) -> Markup {
    html! {
        template #words
            data-reading=(t!(words, "web-is-reading", name = "{name}"))
            data-writing=(t!(words, "web-is-writing", name = "{name}"))
            data-chosen-one=(t!(words, "web-chosen", n = 1))
            data-chosen-other=(t!(words, "web-chosen-other", n = "{n}"))
            data-let-go=(t!(words, "web-let-go"))
            data-new-one=(t!(words, "web-new-one", n = "{n}"))
            data-new-other=(t!(words, "web-new-other", n = "{n}"))
            data-message=(t!(words, "web-new-message"))
            data-message-show=(t!(words, "web-new-message-show"))
            data-sent=(t!(words, "web-sent"))
            data-note-kept=(t!(words, "web-note-kept"))
            data-proposal-left=(t!(words, "web-proposal-left"))
            data-offline=(t!(words, "web-offline"))
            data-not-sent=(t!(words, "web-not-sent"))
            data-signed-out=(t!(words, "web-signed-out"))
            data-kept-server=(t!(words, "web-kept-server", time = "{time}"))
            data-kept-local=(t!(words, "web-kept-local"))
            data-two=(t!(words, "web-two-drafts"))
            data-use=(t!(words, "web-use-this"))
            data-drop=(t!(words, "web-drop-this"))
            data-close=(t!(words, "web-put-away"))
            data-copied=(t!(words, "web-copied"))
            data-selected=(t!(words, "web-selected"))
        {
            span data-icon="reading" { (icon("eye")) }
            span data-icon="writing" { (icon("pencil")) }
            span data-icon="alert" { (icon("triangle-alert")) }
            span data-icon="x" { (icon("x")) }
        }
    }
}
