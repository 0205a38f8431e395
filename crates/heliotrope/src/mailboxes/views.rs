//! What the settings of mailboxes look like.

use maud::{Markup, html};

use super::rules::{After, Mailbox, Server, Tls, Typed, Wrong};
use crate::hours;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::team::views::{Field, errors, sheet};
use crate::web::{Asker, form_token, icon, once_field};

pub fn list(asker: &Asker, mailboxes: &[Mailbox], house: Option<&str>) -> Markup {
    let words = asker.words();
    let body = html! {
        @if mailboxes.is_empty() {
            div.empty { p { (t!(words, "mailboxes-none")) } }
        } @else {
            div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "mailboxes-title")) {
                table.table {
                    thead { tr {
                        th { (t!(words, "mailboxes-address")) }
                        th { (t!(words, "mailboxes-name")) }
                        th { (t!(words, "mailboxes-sends")) }
                        th { (t!(words, "mailboxes-fetches")) }
                        th { (t!(words, "mailboxes-language")) }
                        th { span.said { (t!(words, "mailboxes-change")) } }
                    } }
                    tbody { @for mailbox in mailboxes { (row(words, mailbox, house)) } }
                }
            }
        }
        div.form-foot {
            a.btn.primary href="/settings/mailboxes/new" { (icon("plus")) (t!(words, "mailboxes-add")) }
        }
    };
    sheet(
        asker,
        "/settings/mailboxes",
        &t!(words, "mailboxes-title"),
        &body,
    )
}

fn row(words: Words, mailbox: &Mailbox, house: Option<&str>) -> Markup {
    let language = Lang::of_tag(&mailbox.language)
        .unwrap_or_default()
        .own_name();
    html! {
        tr {
            td { (mailbox.address) }
            td dir="auto" { (mailbox.name) }
            td {
                @if let Some(server) = &mailbox.server { (server.host) ":" (server.port) }
                @else if let Some(house) = house { (t!(words, "mailboxes-house-server", server = house)) }
                @else { span.pill.bare.late { (icon("circle-alert")) (t!(words, "mailboxes-cannot-send")) } }
            }
            td {
                @match &mailbox.imap {
                    Some(imap) => { (imap.server.host) ":" (imap.server.port) }
                    None => { (t!(words, "mailboxes-not-fetched")) }
                }
            }
            td { (language) }
            td.act {
                a href={ "/settings/mailboxes/" (mailbox.id) } {
                    (t!(words, "mailboxes-change")) span.said { " " (mailbox.address) }
                }
            }
        }
    }
}

pub fn form(
    asker: &Asker,
    title: &str,
    mailbox: Option<&Mailbox>,
    typed: &Typed,
    wrong: &[Wrong],
    tried: Option<&Result<String, String>>,
) -> Markup {
    let words = asker.words();
    let action = mailbox.map_or("/settings/mailboxes".to_owned(), |m| {
        format!("/settings/mailboxes/{}", m.id)
    });
    let said: Vec<(&str, String)> = wrong.iter().map(|w| (w.field, words.say(w.key))).collect();
    let body = html! {
        @if let Some(tried) = tried { (outcome(words, tried)) }
        form #mailbox method="post" action=(action) {
            (form_token(&asker.form_token)) (once_field())
            @if !said.is_empty() {
                (errors(t!(words, "mailboxes-not-kept"), t!(words, "mailboxes-nothing-changed"), &said))
            }
            (voice(words, typed, &said))
            (sending(words, mailbox, typed, &said))
            (fetching(words, mailbox, typed, &said))
            div.form-foot {
                button.btn.primary { (t!(words, "mailboxes-keep")) }
                a.btn.quiet href="/settings/mailboxes" { (t!(words, "mailboxes-leave")) }
            }
        }
        (by_consent(words))
        @if let Some(mailbox) = mailbox { (test(asker, mailbox)) (keeping(words, mailbox)) }
    };
    sheet(asker, "/settings/mailboxes", title, &body)
}

fn wrong_in(said: &[(&str, String)], field: &str) -> Option<String> {
    said.iter()
        .find(|(f, _)| *f == field)
        .map(|(_, words)| words.clone())
}

fn wrong_days<'a>(said: &[(&'a str, String)]) -> Vec<&'a str> {
    said.iter().map(|(field, _)| *field).collect()
}

fn voice(words: Words, typed: &Typed, said: &[(&str, String)]) -> Markup {
    let field =
        |name, kind, label, value| Field::new(name, kind, label, value).wrong(wrong_in(said, name));
    html! {
        section.section aria-labelledby="letters" {
            h2 #letters { (t!(words, "mailboxes-letters")) }
            div.fields {
                (field("address", "email", t!(words, "mailboxes-address"), &typed.address).show())
                (field("name", "text", t!(words, "mailboxes-name"), &typed.name)
                    .help(t!(words, "mailboxes-name-help")).show())
                div.field {
                    label for="signature" { (t!(words, "mailboxes-signature"))
                        " " span.optional { (t!(words, "mailboxes-if-any")) } }
                    textarea.area #signature name="signature" rows="3" dir="auto" { "\n" (typed.signature) }
                }
                div.field {
                    label for="language" { (t!(words, "mailboxes-language")) }
                    p.help #language-help { (t!(words, "mailboxes-language-help")) }
                    select.select #language name="language" aria-describedby="language-help" {
                        @for lang in Lang::ALL {
                            option value=(lang.code()) lang=(lang.code()) selected[typed.language == lang.code()] {
                                (lang.own_name())
                            }
                        }
                    }
                }
                (field("zone", "text", t!(words, "mailboxes-zone"), &typed.zone)
                    .help(t!(words, "mailboxes-zone-help")).show())
                label.tick {
                    input type="checkbox" name="receipt" value="on" checked[typed.receipt];
                    span { (t!(words, "mailboxes-receipt")) }
                }
                (field("answer_within", "text", t!(words, "mailboxes-answer-within"), &typed.answer_within).optional()
                    .help(t!(words, "mailboxes-answer-within-help")).show())
                (hours::views::fields(words, &typed.hours, &wrong_days(said)))
            }
        }
    }
}

/// The fields of a server: where, how secured, as whom.
struct ServerFields<'a> {
    names: [&'static str; 5],
    typed: [&'a str; 4],
    kept: Option<&'a Server>,
    tls: [(Tls, String); 3],
}

fn server(words: Words, fields: &ServerFields<'_>, said: &[(&str, String)]) -> Markup {
    let [host, port, tls, user, password] = fields.names;
    let [in_host, in_port, in_tls, in_user] = fields.typed;
    let field = |name, kind, label, value| {
        Field::new(name, kind, label, value)
            .optional()
            .wrong(wrong_in(said, name))
    };
    let has_password = fields.kept.is_some_and(|s| s.sealed_password.is_some());
    let password = field(password, "password", t!(words, "mailboxes-password"), "")
        .autocomplete("new-password");
    let password = match has_password {
        true => password.help(t!(words, "mailboxes-password-kept")),
        false => password,
    };
    html! {
        div.fields-2 {
            (field(host, "text", t!(words, "mailboxes-server"), in_host).show())
            (field(port, "text", t!(words, "mailboxes-port"), in_port)
                .help(t!(words, "mailboxes-port-help")).show())
        }
        div.field {
            label for=(tls) { (t!(words, "mailboxes-tls")) }
            select.select id=(tls) name=(tls) {
                @for (kind, label) in &fields.tls {
                    option value=(kind.word()) selected[in_tls == kind.word()] { (label) }
                }
            }
        }
        div.fields-2 {
            (field(user, "text", t!(words, "mailboxes-account"), in_user).show())
            (password.show())
        }
    }
}

fn sending(
    words: Words,
    mailbox: Option<&Mailbox>,
    typed: &Typed,
    said: &[(&str, String)],
) -> Markup {
    let fields = ServerFields {
        names: [
            "smtp_host",
            "smtp_port",
            "smtp_tls",
            "smtp_user",
            "smtp_password",
        ],
        typed: [
            &typed.smtp_host,
            &typed.smtp_port,
            &typed.smtp_tls,
            &typed.smtp_user,
        ],
        kept: mailbox.and_then(|m| m.server.as_ref()),
        tls: [
            (Tls::Starttls, t!(words, "mailboxes-tls-starttls")),
            (Tls::Tls, t!(words, "mailboxes-tls-tls")),
            (Tls::None, t!(words, "mailboxes-tls-none")),
        ],
    };
    html! {
        section.section aria-labelledby="sending" {
            h2 #sending { (t!(words, "mailboxes-sending")) }
            p.quietly { (t!(words, "mailboxes-sending-how")) }
            div.fields {
                (server(words, &fields, said))
                (Field::new("per_minute", "text", t!(words, "mailboxes-pace"), &typed.per_minute).optional()
                    .help(t!(words, "mailboxes-pace-help")).wrong(wrong_in(said, "per_minute")).show())
            }
        }
    }
}

fn fetching(
    words: Words,
    mailbox: Option<&Mailbox>,
    typed: &Typed,
    said: &[(&str, String)],
) -> Markup {
    let fields = ServerFields {
        names: [
            "imap_host",
            "imap_port",
            "imap_tls",
            "imap_user",
            "imap_password",
        ],
        typed: [
            &typed.imap_host,
            &typed.imap_port,
            &typed.imap_tls,
            &typed.imap_user,
        ],
        kept: mailbox.and_then(|m| m.imap.as_ref()).map(|f| &f.server),
        tls: [
            (Tls::Tls, t!(words, "mailboxes-imap-tls")),
            (Tls::Starttls, t!(words, "mailboxes-imap-starttls")),
            (Tls::None, t!(words, "mailboxes-tls-none")),
        ],
    };
    let after = |after: After| match after {
        After::Leave => t!(words, "mailboxes-after-leave"),
        After::Seen => t!(words, "mailboxes-after-seen"),
        After::Delete => t!(words, "mailboxes-after-delete"),
    };
    html! {
        section.section aria-labelledby="fetching" {
            h2 #fetching { (t!(words, "mailboxes-fetching")) }
            p.quietly { (t!(words, "mailboxes-fetching-how")) }
            div.fields {
                (server(words, &fields, said))
                (Field::new("imap_bring", "text", t!(words, "mailboxes-bring"), &typed.imap_bring).optional()
                    .wrong(wrong_in(said, "imap_bring")).help(t!(words, "mailboxes-bring-help")).show())
                div.field {
                    label for="imap_folders" { (t!(words, "mailboxes-folders"))
                        " " span.optional { (t!(words, "mailboxes-if-any")) } }
                    p.help #imap_folders-help { (t!(words, "mailboxes-folders-help")) }
                    textarea.area #imap_folders name="imap_folders" rows="2" aria-describedby="imap_folders-help" {
                        "\n" (typed.imap_folders)
                    }
                }
                div.field {
                    label for="imap_after" { (t!(words, "mailboxes-after")) }
                    select.select #imap_after name="imap_after" {
                        @for what in After::ALL {
                            option value=(what.word()) selected[typed.imap_after == what.word()] { (after(what)) }
                        }
                    }
                }
                div.field {
                    label.tick {
                        input type="checkbox" name="file_sent" value="on" checked[typed.file_sent]
                            aria-describedby="file_sent-help";
                        span { (t!(words, "mailboxes-file-sent")) }
                    }
                    p.help #file_sent-help { (t!(words, "mailboxes-file-sent-help")) }
                }
                (Field::new("sent_folder", "text", t!(words, "mailboxes-sent-folder"), &typed.sent_folder).optional()
                    .wrong(wrong_in(said, "sent_folder")).help(t!(words, "mailboxes-sent-folder-help")).show())
            }
        }
    }
}

/// A button of the form above, behind its own, so that Enter only keeps. What
/// was typed is kept before anybody goes on.
fn by_consent(words: Words) -> Markup {
    html! {
        section.section.narrow aria-labelledby="by-consent" {
            h2 #by-consent { (t!(words, "mailboxes-consent")) }
            p { (t!(words, "mailboxes-consent-how")) }
            div.btns {
                button.btn form="mailbox" name="deed" value="consent" {
                    (icon("key-round")) (t!(words, "mailboxes-keep-and-consent"))
                }
            }
        }
    }
}

/// How long words are kept has a page of its own, seen before it is switched on.
fn keeping(words: Words, mailbox: &Mailbox) -> Markup {
    html! {
        section.section.narrow aria-labelledby="keeping" {
            h2 #keeping { (t!(words, "mailboxes-keeping")) }
            p { (t!(words, "mailboxes-keeping-how")) }
            div.btns {
                a.btn href={ "/settings/mailboxes/" (mailbox.id) "/keeping" } {
                    (icon("eraser")) (t!(words, "mailboxes-keeping-see"))
                }
            }
        }
    }
}

fn test(asker: &Asker, mailbox: &Mailbox) -> Markup {
    let words = asker.words();
    html! {
        section.section aria-labelledby="test" {
            h2 #test { (t!(words, "mailboxes-test")) }
            p { (t!(words, "mailboxes-test-how", address = asker.address.as_str())) }
            form method="post" action={ "/settings/mailboxes/" (mailbox.id) "/test" } {
                (form_token(&asker.form_token))
                button.btn { (icon("send")) (t!(words, "mailboxes-test")) }
            }
        }
    }
}

/// How the test letter went, in the other side's own words.
fn outcome(words: Words, tried: &Result<String, String>) -> Markup {
    html! {
        @match tried {
            Ok(said) => div.bar.met role="status" {
                (icon("circle-check"))
                p { strong { (t!(words, "mailboxes-test-left")) } " " samp { (said) } }
            },
            Err(said) => div.bar.late role="alert" {
                (icon("circle-alert"))
                p {
                    strong { (t!(words, "mailboxes-test-failed")) } " " samp { (said) }
                    " " (t!(words, "mailboxes-test-safe"))
                }
            },
        }
    }
}
