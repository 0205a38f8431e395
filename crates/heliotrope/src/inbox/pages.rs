//! Reading: the lists and the case page.

use super::list::{self, Which};
use super::sheet::{holding, open_goodwill, sheet};
use super::views::{self, List};
use crate::apologies::Stands;
use crate::cases::rules::View;
use crate::cases::views::{Eye, Sheet, Typed};
use crate::cases::{self, views as case_views};
use crate::kit::At;
use crate::kit::markup::Room;
use crate::outbox::{self, Delivery};
use crate::web::{self, Asker, Desk, Doing, Named, PageContext, Problem, page};
use crate::{intake, messages, people, t, tradeoffs};
use ::store::Tx;
use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Asked {
    cursor: Option<String>,
    /// The letter just sent, for the undo bar.
    sent: Option<i64>,
    /// The form of goodwill is open, perhaps with an amount.
    goodwill: Option<String>,
    /// The margin of an apology is open.
    sorry: Option<String>,
    #[serde(default)]
    fault: String,
    #[serde(default)]
    cause: String,
    /// "repair" or "anyway", after words were used up.
    #[serde(default)]
    way: String,
    /// They were called: what was said is written down.
    called: Option<String>,
    /// The list beside a case.
    #[serde(rename = "in")]
    within: Option<View>,
    /// The list of a team beside it, a view, or what a filter picks.
    team: Option<i64>,
    kept: Option<i64>,
    filter: Option<String>,
    /// The need to which no is to be said, what was typed to find it, and the
    /// answer that was pressed.
    no: Option<i64>,
    #[serde(default)]
    q: String,
    pick: Option<i64>,
    /// "limit": the no begins with its reason.
    #[serde(default)]
    why: String,
}

impl Asked {
    /// The form of a no is open for this need.
    pub fn no(need: Option<i64>) -> Asked {
        Asked {
            no: need,
            ..Asked::default()
        }
    }
}

impl Asked {
    /// Which list stands there, when it is not that of the page.
    fn list(&self, view: View) -> Which {
        match (self.team, self.kept, &self.filter) {
            (Some(team), ..) => Which::Team(team),
            (_, Some(id), _) => Which::Kept(id),
            (_, _, Some(filter)) => Which::Filter(filter.clone()),
            _ => Which::View(view),
        }
    }

    /// The margin as its address opens it.
    fn apology(&self) -> Stands {
        match self.sorry.as_deref() {
            None => return Stands::AsKept,
            Some("0") => return Stands::PutAway,
            Some(_) => {}
        }
        Stands::Asked(crate::apologies::Typed {
            fault: self.fault.clone(),
            cause: self.cause.clone(),
            repair: if self.way == "repair" {
                "give".to_owned()
            } else {
                String::new()
            },
            anyway: self.way == "anyway",
            ..crate::apologies::Typed::default()
        })
    }
}

macro_rules! lists {
    ($($name:ident = $view:expr),*) => {$(
        pub async fn $name(desk: State<Desk>, asker: Asker, asked: web::Asked<Asked>) -> Result<Markup, Problem> {
            list_page(desk.0, asker, $view, asked.0).await
        }
    )*};
}
lists!(
    today = View::Today,
    mine = View::Mine,
    free = View::Free,
    waiting = View::Waiting,
    later = View::Later,
    silent = View::Silent,
    closed = View::Closed
);

/// The list of a team: what is its turn, whoever has it.
pub async fn of_team(
    State(desk): State<Desk>,
    asker: Asker,
    Named(team): Named<i64>,
    web::Asked(asked): web::Asked<Asked>,
) -> Result<Markup, Problem> {
    let asked = Asked {
        team: Some(team),
        ..asked
    };
    list_page(desk, asker, View::Today, asked).await
}

/// A view that somebody keeps.
pub async fn kept(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    web::Asked(asked): web::Asked<Asked>,
) -> Result<Markup, Problem> {
    let asked = Asked {
        kept: Some(id),
        ..asked
    };
    list_page(desk, asker, View::Today, asked).await
}

/// What a filter picks that nobody keeps.
pub async fn filtered(
    State(desk): State<Desk>,
    asker: Asker,
    web::Asked(asked): web::Asked<Asked>,
) -> Result<Markup, Problem> {
    let asked = Asked {
        filter: Some(asked.filter.unwrap_or_default()),
        ..asked
    };
    list_page(desk, asker, View::Today, asked).await
}

/// The page is drawn where it was read: rows that are handed to another thread
/// are fetched from another core's memory once more.
async fn list_page(desk: Desk, asker: Asker, view: View, asked: Asked) -> Result<Markup, Problem> {
    let now = desk.now();
    let frame = desk.clone();
    let drawn = read(&desk, asked.list(view), move |tx, which| {
        let list = list::read(tx, &asker, which, (asked.cursor.as_deref(), None), now)?;
        let undo = undo(tx, asked.sent, now)?;
        let eye = Eye::of(&asker, now);
        let context = PageContext::of(&frame, &asker, list.stands())
            .skip("list", t!(asker.words(), "inbox-skip-list"));
        let body = html! {
            (views::list(&list, eye))
            @if let Some(undo) = &undo { (undo.bar(eye)) }
        };
        Ok(page(&context, &views::title(&list, eye), body))
    });
    drawn.await.doing(|| "reading a list")
}

/// A page with the list `which` is read at a glance, unless a filter picks it:
/// one that looks for words may look through all letters.
async fn read(
    desk: &Desk,
    which: Which,
    drawn: impl FnOnce(&mut Tx<'_>, &Which) -> Result<Markup, Problem> + Send + 'static,
) -> Result<Markup, Problem> {
    let filtered = matches!(which, Which::Kept(_) | Which::Filter(_));
    let drawn = move |tx: &mut Tx<'_>| drawn(tx, &which);
    match filtered {
        true => desk.db.read(drawn).await,
        false => desk.db.glance(drawn).await,
    }
}

/// A letter that can still be taken back.
struct Undo {
    case: i64,
    message: i64,
    name: String,
    until: At,
    /// The case sleeps until then.
    parked: Option<At>,
}

impl Undo {
    fn bar(&self, eye: Eye<'_>) -> Markup {
        case_views::undo_bar(
            self.case,
            self.message,
            &self.name,
            self.until,
            self.parked,
            eye,
        )
    }
}

fn undo(tx: &mut Tx<'_>, sent: Option<i64>, now: At) -> Result<Option<Undo>, Problem> {
    let Some(message) = sent else { return Ok(None) };
    let envelopes = outbox::store::of_message(tx, message)?;
    let waiting = envelopes
        .iter()
        .find(|e| e.state == Delivery::Waiting && e.not_before > now);
    let Some((until, case)) = waiting.and_then(|e| Some((e.not_before, e.case?))) else {
        return Ok(None);
    };
    let Some(case) = cases::store::find(tx, case)? else {
        return Ok(None);
    };
    let person = people::store::find(tx, case.person)?;
    let name = person.map(|p| p.shown().to_owned()).unwrap_or_default();
    Ok(Some(Undo {
        case: case.number,
        message,
        name,
        until,
        parked: case.parked_until,
    }))
}

pub async fn case(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    web::Asked(asked): web::Asked<Asked>,
) -> Result<Markup, Problem> {
    workspace(&desk, &asker, number, asked, Typed::default()).await
}

/// V1 with an open case. `typed` is what a refused form brought.
pub async fn workspace(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    asked: Asked,
    mut typed: Typed,
) -> Result<Markup, Problem> {
    let now = desk.now();
    let (frame, me) = (desk.clone(), asker.clone());
    if asked.called.is_some() {
        typed.kind = crate::messages::Kind::Call;
    }
    let margin = match typed.apology.take() {
        Some(typed) => Stands::Typed(typed),
        None => asked.apology(),
    };
    let filled = std::mem::take(&mut typed.filled);
    let view = asked.within.unwrap_or(View::Today);
    let drawn = read(desk, asked.list(view), move |tx, which| {
        let mut sheet = sheet(tx, &me, number, frame.config.smtp.is_some())?;
        sheet.billing.bills = frame.bills();
        // Where no server is believed there is nothing to ask for.
        if !frame.config.inbound.authserv.is_empty() {
            sheet.vouched = messages::store::vouched_in(tx, number)?;
        }
        sheet.filled = filled;
        let goodwill = asked.goodwill.as_deref();
        open_goodwill(tx, &me, &mut sheet, goodwill, typed.over, now)?;
        super::apologies::fill(tx, &me, &mut sheet, margin, now)?;
        sheet.holding = holding(tx, &sheet, now)?;
        sheet.no_form = no_form(tx, &asked, sheet.mailbox.id)?;
        let list = list::read(tx, &me, which, (None, Some(number)), now)?;
        sheet.teams.clone_from(&list.teams);
        let undo = undo(tx, asked.sent, now)?;
        let home = intake::store::belongs_to(tx, number)?;
        let read = Workspace {
            sheet,
            list,
            undo,
            home,
        };
        Ok(read.page(&frame, &me, &typed, now))
    });
    drawn.await.doing(|| format!("reading case {number}"))
}

/// What V1 shows beside an open case, and the case.
struct Workspace {
    sheet: Sheet,
    list: List,
    undo: Option<Undo>,
    /// The case that this one belongs to.
    home: Option<i64>,
}

impl Workspace {
    fn page(&self, desk: &Desk, asker: &Asker, typed: &Typed, now: At) -> Markup {
        let Workspace {
            sheet,
            list,
            undo,
            home,
        } = self;
        let eye = Eye::of(asker, now);
        let words = asker.words();
        let number = sheet.case.number;
        let writes = !sheet.case.is_closed() || typed.refused.is_some();
        let context = PageContext::of(desk, asker, list.stands())
            .with_case()
            .hears(&format!("case:{number}"))
            .skip("list", t!(words, "inbox-skip-list"))
            .skip("conversation", t!(words, "inbox-skip-conversation"))
            .skip(
                if writes { "write" } else { "closed" },
                t!(words, "inbox-skip-reply"),
            );
        let title = format!("{} #{number}", sheet.case.subject);
        let beside = views::list(list, eye);
        let conversation = case_views::conversation(sheet, eye);
        let panel = case_views::panel(sheet, eye);
        let body = html! {
            (Room(beside.0.len() + conversation.0.len() + panel.0.len() + 12 * 1024))
            (beside)
            article.pane.case #case aria-labelledby="case-title" data-case=(number) {
                (case_views::head(sheet, eye, &list.path()))
                (tabs(sheet.goodwill.opened.is_some() || sheet.filled.is_some(), eye))
                (conversation)
                @if let Some(undo) = undo { (undo.bar(eye)) }
                @if let Some(home) = home { (intake::views::belongs(words, asker, number, *home)) }
                @if writes { (case_views::write(sheet, typed, eye)) } @else { (case_views::closed_bar(sheet, eye)) }
            }
            (panel)
        };
        page(&context, &title, body)
    }
}

fn no_form(
    tx: &mut Tx<'_>,
    asked: &Asked,
    mailbox: i64,
) -> Result<Option<case_views::NoForm>, Problem> {
    let Some(need) = asked.no else {
        return Ok(None);
    };
    Ok(Some(case_views::NoForm {
        need,
        letters: asked.q.clone(),
        all: tradeoffs::store::all(tx)?,
        pick: asked.pick,
        why: asked.why.parse().ok(),
        hours: crate::hours::store::of_mailbox(tx, mailbox)?,
    }))
}

/// Under 900 px the panes become tabs, by radio buttons and CSS alone. `needs`:
/// what was asked for stands there.
fn tabs(needs: bool, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        fieldset.tabs.pane-tabs {
            legend.said { (t!(words, "inbox-tabs")) }
            input.said type="radio" name="see" #see-conversation checked[!needs];
            label for="see-conversation" { (t!(words, "inbox-tab-conversation")) }
            input.said type="radio" name="see" #see-needs checked[needs];
            label for="see-needs" { (t!(words, "inbox-tab-needs")) }
            input.said type="radio" name="see" #see-person;
            label for="see-person" { (t!(words, "inbox-tab-person")) }
        }
    }
}
