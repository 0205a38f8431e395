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

/// One key: what is pressed, what the script does, to what, the catalogue's
/// words of other desks by which the palette finds it too, and its own words.
struct Key {
    keys: &'static str,
    does: &'static str,
    to: &'static str,
    also: &'static str,
    label: &'static str,
}

const fn key(
    keys: &'static str,
    does: &'static str,
    to: &'static str,
    also: &'static str,
    label: &'static str,
) -> Key {
    Key {
        keys,
        does,
        to,
        also,
        label,
    }
}

/// Where only those who lead may go.
const LEAD: &str = "/lead";
const UNTIL: &str = "/until";

const ANYWHERE: [Key; 15] = [
    key("?", "open", "#keys", "web-also-keys", "web-key-keys"),
    key("/", "go", "/search", "web-also-search", "web-key-search"),
    key("mod+k", "palette", "", "", "web-key-palette"),
    key("g t", "go", "/today", "web-also-today", "web-key-today"),
    key("g m", "go", "/mine", "", "web-key-mine"),
    key("g f", "go", "/free", "web-also-free", "web-key-free"),
    key(
        "g w",
        "go",
        "/waiting",
        "web-also-waiting",
        "web-key-waiting",
    ),
    key("g l", "go", "/later", "web-also-later", "web-key-later"),
    key(
        "g o",
        "go",
        "/tradeoffs",
        "web-also-tradeoffs",
        "web-key-tradeoffs",
    ),
    key("g u", "go", UNTIL, "web-also-until", "web-key-until"),
    key("g k", "go", LEAD, "web-also-lead", "web-key-lead"),
    key(
        "g s",
        "go",
        "/settings",
        "web-also-settings",
        "web-key-settings",
    ),
    key("F6", "pane", "", "", "web-key-pane"),
    key("Escape", "out", "", "", "web-key-out"),
    key(
        "z",
        "press",
        "#undo button",
        "web-also-undo",
        "web-key-undo",
    ),
];

const LIST: [Key; 7] = [
    key("j|ArrowDown", "next", "", "", "web-key-next"),
    key("k|ArrowUp", "previous", "", "", "web-key-previous"),
    key("Enter", "follow", "", "", "web-key-open"),
    key(
        "x",
        "press",
        "li.choice:focus-within input[type=checkbox]",
        "",
        "web-key-choose",
    ),
    key(
        "y",
        "press",
        "li:focus-within .keep-it, #main:not(:has(li:focus-within)) .btns > form > .keep-it.primary",
        "",
        "web-key-keep",
    ),
    key(
        "n",
        "unfold",
        "li:focus-within .say-no",
        "",
        "web-key-say-no",
    ),
    key(
        "#",
        "press",
        "li:focus-within .let-go, #main:not(:has(li:focus-within)) .let-go",
        "",
        "web-key-let-go",
    ),
];

const CASE: [Key; 15] = [
    key("r", "write", "#reply", "web-also-reply", "web-key-reply"),
    key("n", "write", "#note", "web-also-note", "web-key-note"),
    key("i", "press", "#take", "", "web-key-take"),
    key(
        "a",
        "unfold",
        "#assign",
        "web-also-assign",
        "web-key-assign",
    ),
    key(
        "d",
        "press",
        "#panel-needs li:focus-within .say-no, #panel-needs:not(:has(li:focus-within)) li.open .say-no",
        "web-also-no",
        "web-key-no",
    ),
    key("e", "press", "#close", "web-also-close", "web-key-close"),
    key("t", "unfold", "#tags", "web-also-tag", "web-key-tag"),
    key(
        "u",
        "press",
        "label[for=next-word]",
        "",
        "web-key-next-word",
    ),
    key("s", "press", "#holding-send", "", "web-key-holding"),
    key("p", "unfold", "#plan", "", "web-key-plan"),
    key("G", "press", "a#give", "", "web-key-goodwill"),
    key("M", "unfold", "#merge", "web-also-merge", "web-key-merge"),
    key("S", "press", "#split", "web-also-split", "web-key-split"),
    key("w", "needs", "", "", "web-key-needs"),
    key("mod+Space", "accept", "", "", "web-key-accept"),
];

/// They act while the focus is in the needs.
const NEEDS: [Key; 4] = [
    key("n", "need", "new", "", "web-key-need-new"),
    key("m", "need", "met", "", "web-key-need-met"),
    key("x", "need", "withdrawn", "", "web-key-need-withdrawn"),
    key(
        "1|2|3|4|5|6|7|8|9",
        "need",
        "met",
        "",
        "web-key-need-number",
    ),
];
const WITHIN_NEEDS: &str = "#panel-needs";

const WRITING: [Key; 2] = [
    key("mod+Enter", "send", "", "", "web-key-send"),
    key(
        "mod+shift+Enter",
        "send-close",
        "",
        "",
        "web-key-send-close",
    ),
];

pub(super) fn routes() -> Routes {
    Routes::new().get("/keys", Who::Light, show)
}

/// The sheet as a page, for those who have no script or want to print it.
async fn show(State(desk): State<Desk>, asker: Asker) -> Markup {
    let words = asker.words();
    let title = t!(words, "web-keys");
    let body = html! {
        div.pane.sheet-page {
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
    let group = |title: String, keys: &[Key], within: Option<&str>| {
        html! {
            section {
                @if level == "h2" { h2 { (title) } } @else { h3 { (title) } }
                ul {
                    @for key in keys.iter().filter(|k| (!alone || !for_two(k)) && (leads || k.to != LEAD)) { (line(words, key, within)) }
                }
            }
        }
    };
    html! {
        (group(t!(words, "web-keys-anywhere"), &ANYWHERE, None))
        (group(t!(words, "web-keys-list"), &LIST, None))
        (group(t!(words, "web-keys-case"), &CASE, None))
        (group(t!(words, "web-keys-needs"), &NEEDS, Some(WITHIN_NEEDS)))
        (group(t!(words, "web-keys-writing"), &WRITING, None))
    }
}

/// Keys that mean nothing in a team of one.
fn for_two(key: &Key) -> bool {
    matches!(key.to, "/free" | "#assign")
}

fn line(words: Words, key: &Key, within: Option<&str>) -> Markup {
    let to = (!key.to.is_empty()).then_some(key.to);
    let also = (!key.also.is_empty()).then(|| words.say(key.also));
    let first = key.keys.split('|').next().unwrap_or_default();
    html! {
        li data-keys=(key.keys) data-do=(key.does) data-to=[to] data-also=[also] data-within=[within] {
            span { (words.say(key.label)) }
            span {
                @for (n, press) in first.split(' ').enumerate() {
                    @if n > 0 { " " }
                    kbd { (drawn(press)) }
                }
            }
        }
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
}

/// What scripts say aloud or draw, in the reader's language; `{name}`, `{n}`
/// and `{time}` are filled in by the script.
fn said_by_scripts(words: Words) -> Markup {
    html! {
        template #words
            data-reading=(t!(words, "web-is-reading", name = "{name}"))
            data-writing=(t!(words, "web-is-writing", name = "{name}"))
            data-new-one=(t!(words, "web-new-one", n = "{n}"))
            data-new-other=(t!(words, "web-new-other", n = "{n}"))
            data-message=(t!(words, "web-new-message"))
            data-message-show=(t!(words, "web-new-message-show"))
            data-sent=(t!(words, "web-sent"))
            data-note-kept=(t!(words, "web-note-kept"))
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
