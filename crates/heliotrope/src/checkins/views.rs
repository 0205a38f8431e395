//! The look back on the panel of a case.

use super::CheckIn;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{FormToken, icon};
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// When a case is looked at again; `acts` puts it away, for who may.
pub fn panel(
    coming: &[CheckIn],
    path: &str,
    token: Option<FormToken<'_>>,
    words: Words,
    zone: &TimeZone,
    now: At,
) -> Markup {
    html! {
        @for checkin in coming {
            div.look-again data-key={ "look" (checkin.id) } {
                (icon("calendar-clock"))
                span { (t!(words, "checkins-looks-again")) " " (words.clock_tag(checkin.due, zone, now)) }
                @if let Some(token) = token {
                    form method="post" action={ (path) "/check-ins/" (checkin.id) } {
                        (token)
                        button.as-link { (t!(words, "checkins-drop")) }
                    }
                }
            }
        }
    }
}
