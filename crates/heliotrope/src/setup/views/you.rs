//! Who you are, and where the desk is reached.

use maud::{Markup, html};

use super::{kept, said, steps, wrong_in};
use crate::kit::words::Words;
use crate::mailboxes::rules::Wrong;
use crate::setup::deeds::Led;
use crate::setup::rules::{Step, You};
use crate::t;
use crate::team::rules::PASSWORD_AT_LEAST;
use crate::team::views::{Field, errors};
use crate::web::{Desk, icon};

pub fn you(desk: &Desk, words: Words, typed: &You, wrong: &[Wrong], led: Option<&Led>) -> Markup {
    let said = said(words, wrong);
    let field = |name, kind, label, value| {
        Field::new(name, kind, label, value).wrong(wrong_in(&said, name))
    };
    let least = PASSWORD_AT_LEAST as i64;
    let password =
        field("password", "password", t!(words, "setup-password"), "").autocomplete("new-password");
    let password = match typed.kept.is_empty() {
        true => password.help(t!(words, "team-password-help", n = least)),
        false => password.help(t!(words, "setup-password-kept")).optional(),
    };
    html! {
        form.stack.loose method="post" {
            (steps(words, Step::You))
            div.stack {
                h1 { (t!(words, "setup-you")) }
                p { (t!(words, "setup-you-how")) }
            }
            @if !said.is_empty() {
                (errors(t!(words, "setup-not-yet"), t!(words, "setup-all-kept"), &said))
            }
            div.fields {
                div.fields-2 {
                    (field("name", "text", t!(words, "setup-name"), &typed.name).autocomplete("name").show())
                    (field("address", "email", t!(words, "setup-address"), &typed.address)
                        .autocomplete("username").show())
                }
                (password.show())
                (kept(&typed.kept))
                @match &desk.config.web.public_url {
                    Some(url) => p { (t!(words, "setup-url-configured", url = url.as_str())) },
                    None => (public_url(words, typed, &said, led)),
                }
            }
            input type="hidden" name="zone" value=(typed.zone) data-zone-of-browser;
            div.btns { button.btn.primary { (t!(words, "setup-continue")) } }
        }
    }
}

fn public_url(
    words: Words,
    typed: &You,
    said: &[(&'static str, String)],
    led: Option<&Led>,
) -> Markup {
    let field = Field::new(
        "public_url",
        "url",
        t!(words, "setup-url"),
        &typed.public_url,
    );
    html! {
        (field.help(t!(words, "setup-url-help")).wrong(wrong_in(said, "public_url")).optional().show())
        @if let Some(led) = led {
            div.bar.late role="alert" {
                (icon("circle-alert"))
                p {
                    @match led {
                        Led::Nowhere(why) => { (t!(words, "setup-led-nowhere")) " " samp { (why) } },
                        Led::Elsewhere | Led::Here => { (t!(words, "setup-led-elsewhere")) },
                    }
                    " " (t!(words, "setup-led-safe"))
                }
            }
            label.tick {
                input type="checkbox" name="anyway" value="on" checked[!typed.anyway.is_empty()];
                span { (t!(words, "setup-anyway")) }
            }
        }
    }
}
