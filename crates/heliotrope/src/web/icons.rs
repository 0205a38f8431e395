//! The shapes of the product: Lucide icons, inlined by the server. Always
//! beside a word or inside something with an accessible name, so they are
//! hidden from readers of the screen.

use icondata_core::Icon;
use icondata_lu as lu;
use maud::{Markup, PreEscaped, html};

/// `icon("reply")`: by what it means here, not by what it shows.
pub fn icon(name: &str) -> Markup {
    let Some(shape) = shape(name) else {
        debug_assert!(false, "there is no icon {name}");
        return html! {};
    };
    html! {
        svg.icon viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
            stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"
            aria-hidden="true" focusable="false" { (PreEscaped(shape.data)) }
    }
}

/// One icon a line; [`icon`] in the sources is held against it by a test.
pub(super) fn shape(name: &str) -> Option<Icon> {
    Some(match name {
        "inbox" => lu::LuInbox,
        "reply" => lu::LuReply,
        "forward" => lu::LuForward,
        "note" => lu::LuStickyNote,
        "person" => lu::LuUser,
        "people" => lu::LuUsers,
        "search" => lu::LuSearch,
        "settings" => lu::LuSettings,
        "sign-out" => lu::LuLogOut,
        "clock" => lu::LuClock,
        "calendar" => lu::LuCalendarClock,
        "check" => lu::LuCheck,
        "met" => lu::LuCircleCheck,
        "open" => lu::LuCircle,
        "told" => lu::LuListChecks,
        "declined" => lu::LuCircleMinus,
        "withdrawn" => lu::LuCircleDashed,
        "warning" => lu::LuTriangleAlert,
        "failed" => lu::LuCircleAlert,
        "info" => lu::LuInfo,
        "help" => lu::LuCircleHelp,
        "attachment" => lu::LuPaperclip,
        "send" => lu::LuSend,
        "undo" => lu::LuUndo2,
        "close" => lu::LuX,
        "add" => lu::LuPlus,
        "right" => lu::LuChevronRight,
        "left" => lu::LuChevronLeft,
        "down" => lu::LuChevronDown,
        "up" => lu::LuChevronUp,
        "back" => lu::LuArrowLeft,
        "next" => lu::LuArrowRight,
        "mail" => lu::LuMail,
        "write" => lu::LuMailPlus,
        "phone" => lu::LuPhone,
        "tag" => lu::LuTag,
        "keys" => lu::LuKeyboard,
        "reading" => lu::LuEye,
        "writing" => lu::LuPenLine,
        "edit" => lu::LuPencil,
        "link" => lu::LuLink,
        "lock" => lu::LuLock,
        "key" => lu::LuKeyRound,
        "team" => lu::LuUserCheck,
        "add-person" => lu::LuUserPlus,
        "free" => lu::LuHand,
        "waiting" => lu::LuHourglass,
        "later" => lu::LuArchive,
        "reopen" => lu::LuRotateCcw,
        "bell" => lu::LuBell,
        "more" => lu::LuEllipsis,
        "menu" => lu::LuMenu,
        "light" => lu::LuSun,
        "dark" => lu::LuMoon,
        "system" => lu::LuMonitor,
        "copy" => lu::LuCopy,
        "download" => lu::LuDownload,
        "picture" => lu::LuImage,
        "no-picture" => lu::LuImageOff,
        "screened" => lu::LuShieldAlert,
        "language" => lu::LuGlobe,
        "company" => lu::LuBuilding2,
        "message" => lu::LuMessageSquare,
        "external" => lu::LuExternalLink,
        "file" => lu::LuFileText,
        "thanks" => lu::LuHeart,
        "move" => lu::LuMoveRight,
        "server" => lu::LuServer,
        "offline" => lu::LuWifiOff,
        "refresh" => lu::LuRefreshCw,
        "remove" => lu::LuTrash2,
        "bold" => lu::LuBold,
        "italic" => lu::LuItalic,
        "list" => lu::LuList,
        "quote" => lu::LuQuote,
        "home" => lu::LuHouse,
        _ => return None,
    })
}
