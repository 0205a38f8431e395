//! When the invented company works.

use super::story::Story;
use crate::hours::{self, rules::TypedDay};
use crate::kit::{At, moments};
use crate::mailboxes;
use crate::web::Desk;
use anyhow::Context;
use jiff::ToSpan;

/// The opening hours of the story, for the mailboxes that keep them.
pub async fn calendars(desk: &Desk, story: &Story, start: At) -> anyhow::Result<()> {
    let zone = moments::zone(&story.zone);
    let today = start.timestamp().to_zoned(zone.clone()).date();
    for calendar in &story.calendar {
        let workday = || calendar.workdays.clone();
        let week = hours::Typed {
            monday: workday(),
            tuesday: workday(),
            wednesday: workday(),
            thursday: workday(),
            friday: workday(),
            ..hours::Typed::default()
        };
        let hours = week.read(&zone).ok().flatten();
        let hours = hours.with_context(|| format!("the week of {}", calendar.name))?;
        let mut days = Vec::new();
        for day in &calendar.day {
            let typed = TypedDay {
                date: today.checked_add(day.in_days.days())?.to_string(),
                name: day.name.clone(),
                hours: day.hours.clone(),
                ..TypedDay::default()
            };
            let read = typed.read().ok();
            days.push(read.with_context(|| format!("the day {}", day.name))?);
        }
        let mut addresses = Vec::new();
        for key in &calendar.mailboxes {
            addresses.push(story.mailbox(key)?.address.clone());
        }
        let name = calendar.name.clone();
        desk.db
            .write(move |tx| {
                let id = hours::store::add(tx, Some(&name), &hours)?;
                for day in &days {
                    hours::store::put_day(tx, id, day)?;
                }
                for address in &addresses {
                    if let Some(known) = mailboxes::store::by_address(tx, address)? {
                        hours::store::use_by(tx, known.id, id)?;
                    }
                }
                Ok::<_, ::store::Error>(())
            })
            .await?;
    }
    Ok(())
}
