//! What opening hours look like: the seven fields in other people's forms, and
//! their own pages.

use jiff::civil::Date;
use maud::{Markup, html};

use super::pages::{Around, Sheet};
use super::rules::{DAYS, Day, Hours, Typed};
use super::store::Calendar;
use crate::kit::words::Words;
use crate::t;
use crate::team::views::{Field, Mailboxes, errors, sheet};
use crate::web::{Asker, form_token, icon, once_field};

/// One field for each day. `wrong` names the days that could not be read.
pub fn fields(words: Words, typed: &Typed, wrong: &[&str]) -> Markup {
    html! {
        fieldset.hours aria-describedby="hours-help" {
            legend { (t!(words, "hours-title")) " " span.optional { (t!(words, "hours-if-any")) } }
            p.help #hours-help { (t!(words, "hours-help")) }
            @for (day, value) in DAYS.into_iter().zip(typed.days()) {
                (row(words, day, value, wrong.contains(&day)))
            }
        }
    }
}

fn row(words: Words, day: &str, value: &str, wrong: bool) -> Markup {
    let error = format!("{day}-error");
    html! {
        div.day {
            label for=(day) { (words.say(&format!("kit-{day}"))) }
            input.input id=(day) name=(day) value=(value) autocomplete="off" inputmode="text"
                aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some(&error)];
            @if wrong { p.error id=(error) { (icon("circle-alert")) (t!(words, "hours-wrong")) } }
        }
    }
}

/// "Mon–Fri 9:00–17:00, Sat 10:00–13:00"
fn week(words: Words, hours: &Hours) -> Vec<String> {
    let typed = Typed::of(Some(hours));
    let days = typed.days();
    let short = |n: usize| words.say(&format!("kit-{}", &DAYS[n][..3]));
    let mut lines = Vec::new();
    let mut first = 0;
    while first < days.len() {
        let same = days[first..]
            .iter()
            .take_while(|d| **d == days[first])
            .count();
        let last = first + same - 1;
        if !days[first].is_empty() {
            let name = if last == first {
                short(first)
            } else {
                format!("{}–{}", short(first), short(last))
            };
            lines.push(format!("{name} {}", days[first]));
        }
        first += same;
    }
    lines
}

/// When a day comes next; none when it is over.
fn next(day: &Day, today: Date) -> Option<Date> {
    let of_year = |year| {
        Date::new(year, day.month, day.day)
            .ok()
            .filter(|d| *d >= today)
    };
    match day.is_each_year() {
        true => (today.year()..today.year() + 9).find_map(of_year),
        false => of_year(day.year),
    }
}

fn to_come(hours: &Hours, today: Date) -> Vec<(Date, &Day)> {
    let mut days: Vec<_> = hours
        .days
        .iter()
        .filter_map(|d| Some((next(d, today)?, d)))
        .collect();
    days.sort_by_key(|(date, _)| *date);
    days
}

fn date(words: Words, date: Date, each_year: bool) -> String {
    let month = words.say(&format!("kit-month-{}", date.month()));
    match each_year {
        true => t!(
            words,
            "hours-date-each-year",
            day = i64::from(date.day()),
            month = month
        ),
        false => {
            let weekday =
                usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
            t!(
                words,
                "hours-date",
                weekday = words.say(&format!("kit-{}", &DAYS[weekday][..3])),
                day = i64::from(date.day()),
                month = month,
                year = date.year().to_string()
            )
        }
    }
}

pub fn list(asker: &Asker, all: &[Calendar], today: Date) -> Markup {
    let words = asker.words();
    let body = html! {
        p.quietly { (t!(words, "hours-what-for")) }
        @if all.is_empty() {
            div.empty { p { (t!(words, "hours-none")) } }
        } @else {
            div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "hours-title")) {
                table.table {
                    thead { tr {
                        th { (t!(words, "hours-name")) }
                        th { (t!(words, "hours-week")) }
                        th { (t!(words, "hours-next-day")) }
                        th { (t!(words, "hours-mailboxes")) }
                        th { span.said { (t!(words, "hours-change")) } }
                    } }
                    tbody { @for calendar in all { (line(words, calendar, today)) } }
                }
            }
        }
        div.form-foot {
            a.btn.primary href="/settings/hours/new" { (icon("plus")) (t!(words, "hours-add")) }
        }
    };
    sheet(asker, "/settings/hours", &t!(words, "hours-title"), &body)
}

fn line(words: Words, calendar: &Calendar, today: Date) -> Markup {
    let next = to_come(&calendar.hours, today).into_iter().next();
    html! {
        tr {
            td dir="auto" { (calendar.shown()) }
            td { @for span in week(words, &calendar.hours) { div { (span) } } }
            td {
                @match next {
                    Some((when, day)) => { span dir="auto" { (day.name) } ", " (date(words, when, false)) }
                    None => { span.quietly { (t!(words, "hours-no-days")) } }
                }
            }
            td {
                @if calendar.mailboxes.is_empty() { span.quietly { (t!(words, "hours-kept-by-none")) } }
                @for (_, address) in &calendar.mailboxes { div { (address) } }
            }
            td.act {
                a href={ "/settings/hours/" (calendar.id) } {
                    (t!(words, "hours-change")) span.said { " " (calendar.shown()) }
                }
            }
        }
    }
}

/// The page of one calendar, or of one to be.
pub fn one(asker: &Asker, title: &str, typed: &Sheet, around: &Around, today: Date) -> Markup {
    let words = asker.words();
    let path = around
        .calendar
        .as_ref()
        .map(|c| format!("/settings/hours/{}", c.id));
    let body = html! {
        @if around.kept { div.bar.met role="status" { (icon("check")) p { (t!(words, "hours-kept")) } } }
        @if let Some(n) = around.brought {
            div.bar.met role="status" { (icon("check")) p { (t!(words, "hours-brought", n = n as i64)) } }
        }
        form method="post" action=(path.as_deref().unwrap_or("/settings/hours")) {
            (form_token(&asker.form_token)) (once_field())
            @if !around.wrong.is_empty() {
                (errors(t!(words, "hours-not-kept"), t!(words, "hours-still-there"), &around.wrong))
            }
            section.section aria-labelledby="week" {
                h2 #week { (t!(words, "hours-week")) }
                div.fields {
                    (Field::new("name", "text", t!(words, "hours-name"), &typed.name)
                        .help(t!(words, "hours-name-help")).wrong(said(&around.wrong, "name")).show())
                    (Field::new("zone", "text", t!(words, "hours-zone"), &typed.zone)
                        .help(t!(words, "hours-zone-help")).wrong(said(&around.wrong, "zone")).show())
                    (fields(words, &typed.week(), &wrong_days(&around.wrong)))
                    (keepers(words, typed, around))
                }
            }
            div.form-foot {
                button.btn.primary { (t!(words, "hours-keep")) }
                a.btn.quiet href="/settings/hours" { (t!(words, "hours-leave")) }
            }
        }
        @if let (Some(calendar), Some(path)) = (&around.calendar, &path) {
            (days(asker, calendar, path, around, today))
            @if calendar.mailboxes.is_empty() { (removal(asker, path)) }
        }
    };
    sheet(asker, "/settings/hours", title, &body)
}

fn said(wrong: &[(&'static str, String)], field: &str) -> Option<String> {
    wrong
        .iter()
        .find(|(f, _)| *f == field)
        .map(|(_, words)| words.clone())
}

fn wrong_days<'a>(wrong: &[(&'a str, String)]) -> Vec<&'a str> {
    wrong.iter().map(|(field, _)| *field).collect()
}

/// Which mailboxes keep these hours.
fn keepers(words: Words, typed: &Sheet, around: &Around) -> Markup {
    Mailboxes {
        legend: t!(words, "hours-mailboxes"),
        help: t!(words, "hours-mailboxes-help"),
        taken: t!(words, "hours-keeps-others"),
        all: &around.mailboxes,
        chosen: &typed.mailboxes,
        here: around.calendar.as_ref().map(|c| c.id),
        wrong: said(&around.wrong, "mailbox"),
    }
    .show()
}

fn days(asker: &Asker, calendar: &Calendar, path: &str, around: &Around, today: Date) -> Markup {
    let words = asker.words();
    let to_come = to_come(&calendar.hours, today);
    html! {
        section.section.stack {
            h2 #days tabindex="-1" { (t!(words, "hours-days")) }
            p { (t!(words, "hours-days-help")) }
            @if to_come.is_empty() {
                p.quietly { (t!(words, "hours-no-days-yet")) }
            } @else {
                div.table-scroll tabindex="0" role="region" aria-labelledby="days" {
                    table.table {
                        thead { tr {
                            th { (t!(words, "hours-date-head")) }
                            th { (t!(words, "hours-day-name")) }
                            th { (t!(words, "hours-day-hours")) }
                            th { span.said { (t!(words, "hours-day-remove")) } }
                        } }
                        tbody { @for (when, day) in &to_come { (day_row(asker, path, *when, day)) } }
                    }
                }
            }
            (add_day(asker, path, around))
            (add_file(asker, path, around))
        }
    }
}

fn day_row(asker: &Asker, path: &str, when: Date, day: &Day) -> Markup {
    let words = asker.words();
    let said = date(words, when, day.is_each_year());
    html! {
        tr {
            td { (said) }
            td dir="auto" { (day.name) }
            td { @if day.spans.is_empty() { (t!(words, "hours-closed")) } @else { (day.hours()) } }
            td.act {
                form method="post" action={ (path) "/days/remove" } {
                    (form_token(&asker.form_token))
                    input type="hidden" name="year" value=(day.year);
                    input type="hidden" name="month" value=(day.month);
                    input type="hidden" name="day" value=(day.day);
                    button.btn.quiet {
                        (icon("trash-2")) (t!(words, "hours-day-remove")) span.said { " " (day.name) ", " (said) }
                    }
                }
            }
        }
    }
}

fn add_day(asker: &Asker, path: &str, around: &Around) -> Markup {
    let words = asker.words();
    let (typed, wrong) = (&around.day, &around.wrong_day);
    // The names of the form above are taken: these ids must differ from them.
    let field = |name: &str, kind: &str, label: String, help: Option<String>, value: &str| {
        let (id, error) = (format!("day-{name}"), said(wrong, name));
        let described = [
            help.as_ref().map(|_| format!("{id}-help")),
            error.as_ref().map(|_| format!("{id}-error")),
        ];
        let described: Vec<String> = described.into_iter().flatten().collect();
        html! {
            div.field {
                label for=(id) { (label) }
                @if let Some(help) = &help { p.help id={ (id) "-help" } { (help) } }
                input.input id=(id) name=(name) type=(kind) value=(value) autocomplete="off" dir=[(kind == "text").then_some("auto")]
                    required[name != "hours"] aria-invalid=[error.as_ref().map(|_| "true")]
                    aria-describedby=[(!described.is_empty()).then(|| described.join(" "))];
                @if let Some(error) = &error { p.error id={ (id) "-error" } { (icon("circle-alert")) (error) } }
            }
        }
    };
    let listed: Vec<(String, String)> = wrong
        .iter()
        .map(|(f, said)| (format!("day-{f}"), said.clone()))
        .collect();
    let listed: Vec<(&str, String)> = listed
        .iter()
        .map(|(f, said)| (f.as_str(), said.clone()))
        .collect();
    html! {
        form.stack method="post" action={ (path) "/days#add-day" } aria-labelledby="add-day" {
            (form_token(&asker.form_token))
            h3 #add-day { (t!(words, "hours-day-add")) }
            @if !listed.is_empty() { (errors(t!(words, "hours-not-kept"), t!(words, "hours-still-there"), &listed)) }
            div.fields-2 {
                (field("date", "date", t!(words, "hours-date-head"), None, &typed.date))
                (field("name", "text", t!(words, "hours-day-name"), None, &typed.name))
            }
            (field("hours", "text", t!(words, "hours-day-hours"), Some(t!(words, "hours-day-hours-help")), &typed.hours))
            label.tick {
                input type="checkbox" name="each_year" value="on" checked[!typed.each_year.is_empty()];
                span { (t!(words, "hours-each-year")) }
            }
            div.btns { button.btn { (icon("plus")) (t!(words, "hours-day-add")) } }
        }
    }
}

fn add_file(asker: &Asker, path: &str, around: &Around) -> Markup {
    let words = asker.words();
    let wrong = around.wrong_file.as_ref();
    html! {
        details open[wrong.is_some()] {
            summary { (t!(words, "hours-file")) }
            form.stack method="post" action={ (path) "/file#days" } enctype="multipart/form-data" {
                (form_token(&asker.form_token))
                p { (t!(words, "hours-file-how")) }
                @if let Some(wrong) = wrong {
                    (errors(t!(words, "hours-not-kept"), t!(words, "hours-still-there"), &[("pasted", wrong.clone())]))
                }
                div.field {
                    label for="file" { (t!(words, "hours-file-choose")) }
                    input.input #file type="file" name="file" accept=".ics,text/calendar";
                }
                div.field {
                    label for="pasted" { (t!(words, "hours-file-paste")) }
                    textarea.area #pasted name="pasted" rows="4" spellcheck="false"
                        aria-invalid=[wrong.map(|_| "true")] { "\n" (around.file) }
                }
                div.btns { button.btn { (icon("calendar")) (t!(words, "hours-file-take")) } }
            }
        }
    }
}

fn removal(asker: &Asker, path: &str) -> Markup {
    let words = asker.words();
    html! {
        section.section.stack aria-labelledby="remove" {
            h2 #remove { (t!(words, "hours-remove")) }
            p { (t!(words, "hours-remove-means")) }
            form method="post" action={ (path) "/remove" } {
                (form_token(&asker.form_token))
                button.btn { (icon("trash-2")) (t!(words, "hours-remove")) }
            }
        }
    }
}
