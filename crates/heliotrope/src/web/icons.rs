//! The shapes of the product: Lucide icons by their own names, inlined by the
//! server. Always beside a word or inside something with an accessible name,
//! so they are hidden from readers of the screen. CSS gives them their size.

use std::collections::HashMap;
use std::sync::LazyLock;

use icondata_core::Icon;
use icondata_lu as lu;
use maud::{Markup, PreEscaped, html};

/// `icon("reply")`.
pub fn icon(name: &str) -> PreEscaped<&'static str> {
    let drawn = drawn(name);
    debug_assert!(drawn.is_some(), "there is no icon {name}");
    PreEscaped(drawn.unwrap_or_default())
}

/// The same, large, above a page that stands alone. `colour` is a colour class
/// or empty.
pub fn big_icon(name: &str, colour: &str) -> Markup {
    let shape = SHAPES.iter().find(|(n, _)| *n == name);
    debug_assert!(shape.is_some(), "there is no icon {name}");
    let class = format!("icon big-icon {colour}");
    shape.map_or_else(|| html! {}, |(_, shape)| svg(class.trim_end(), shape))
}

fn svg(class: &str, shape: &Icon) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 24 24" fill="none" stroke="currentColor"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" { (PreEscaped(shape.data)) }
    }
}

/// The sign of the desk.
pub fn mark() -> Markup {
    html! {
        svg.flower viewBox="0 0 32 32" aria-hidden="true" {
            g.petals {
                @for turn in (0..360).step_by(45) {
                    ellipse cx="16" cy="6.6" rx="3.1" ry="5.1" transform={ "rotate(" (turn) " 16 16)" } {}
                }
            }
            circle.core cx="16" cy="16" r="5.2" {}
        }
    }
}

/// The shape of an icon, drawn once.
fn drawn(name: &str) -> Option<&'static str> {
    static DRAWN: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
        SHAPES
            .iter()
            .map(|(name, shape)| (*name, svg("icon", shape).into_string()))
            .collect()
    });
    DRAWN.get(name).map(String::as_str)
}

/// One icon a line; a test holds the sources against it.
static SHAPES: [(&str, Icon); 82] = [
    ("archive", lu::LuArchive),
    ("arrow-left", lu::LuArrowLeft),
    ("arrow-right", lu::LuArrowRight),
    ("at-sign", lu::LuAtSign),
    ("bell", lu::LuBell),
    ("calendar", lu::LuCalendar),
    ("calendar-clock", lu::LuCalendarClock),
    ("check", lu::LuCheck),
    ("check-check", lu::LuCheckCheck),
    ("chevron-down", lu::LuChevronDown),
    ("chevron-left", lu::LuChevronLeft),
    ("chevron-right", lu::LuChevronRight),
    ("chevron-up", lu::LuChevronUp),
    ("circle", lu::LuCircle),
    ("circle-alert", lu::LuCircleAlert),
    ("circle-check", lu::LuCircleCheck),
    ("circle-dashed", lu::LuCircleDashed),
    ("circle-dot", lu::LuCircleDot),
    ("circle-help", lu::LuCircleHelp),
    ("circle-minus", lu::LuCircleMinus),
    ("circle-user-round", lu::LuCircleUserRound),
    ("clock", lu::LuClock),
    ("copy", lu::LuCopy),
    ("download", lu::LuDownload),
    ("ellipsis", lu::LuEllipsis),
    ("external-link", lu::LuExternalLink),
    ("eye", lu::LuEye),
    ("file-text", lu::LuFileText),
    ("flag", lu::LuFlag),
    ("forward", lu::LuForward),
    ("globe", lu::LuGlobe),
    ("hand", lu::LuHand),
    ("heart", lu::LuHeart),
    ("hourglass", lu::LuHourglass),
    ("image", lu::LuImage),
    ("image-off", lu::LuImageOff),
    ("info", lu::LuInfo),
    ("key-round", lu::LuKeyRound),
    ("keyboard", lu::LuKeyboard),
    ("link", lu::LuLink),
    ("list", lu::LuList),
    ("list-filter", lu::LuListFilter),
    ("lock", lu::LuLock),
    ("log-out", lu::LuLogOut),
    ("mail", lu::LuMail),
    ("mail-check", lu::LuMailCheck),
    ("mail-plus", lu::LuMailPlus),
    ("mail-x", lu::LuMailX),
    ("menu", lu::LuMenu),
    ("merge", lu::LuMerge),
    ("message-square", lu::LuMessageSquare),
    ("minus", lu::LuMinus),
    ("monitor", lu::LuMonitor),
    ("moon", lu::LuMoon),
    ("paperclip", lu::LuPaperclip),
    ("pencil", lu::LuPencil),
    ("phone", lu::LuPhone),
    ("plus", lu::LuPlus),
    ("quote", lu::LuQuote),
    ("refresh-cw", lu::LuRefreshCw),
    ("reply", lu::LuReply),
    ("rotate-ccw", lu::LuRotateCcw),
    ("search", lu::LuSearch),
    ("send", lu::LuSend),
    ("server", lu::LuServer),
    ("settings-2", lu::LuSettings2),
    ("shield-alert", lu::LuShieldAlert),
    ("split", lu::LuSplit),
    ("square-pen", lu::LuSquarePen),
    ("sticky-note", lu::LuStickyNote),
    ("sun", lu::LuSun),
    ("tag", lu::LuTag),
    ("trash-2", lu::LuTrash2),
    ("triangle-alert", lu::LuTriangleAlert),
    ("undo-2", lu::LuUndo2),
    ("eraser", lu::LuEraser),
    ("user-round", lu::LuUserRound),
    ("user-round-plus", lu::LuUserRoundPlus),
    ("users-round", lu::LuUsersRound),
    ("wifi-off", lu::LuWifiOff),
    ("wrench", lu::LuWrench),
    ("x", lu::LuX),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_the_sources_name_is_there() {
        let mut missing = Vec::new();
        for source in crate::arrows::sources() {
            for (at, _) in source.text.match_indices("icon(\"") {
                let rest = &source.text[at + 6..];
                let name = &rest[..rest.find('"').unwrap_or_default()];
                if drawn(name).is_none() {
                    missing.push(format!("{name} in {}", source.path));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
    }
}
