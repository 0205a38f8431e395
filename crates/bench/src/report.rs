//! docs/performance.md from what the programs printed.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::figures::{Budget, Figure, Run, round};

/// How many times more messages make another size.
const ANOTHER_SIZE: u64 = 10;
/// The size the design speaks of.
const LARGE: u64 = 1_000_000;

#[derive(clap::Args)]
pub struct Report {
    /// Files with what the programs printed, one object each.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Report {
    pub fn run(self) -> Result<()> {
        let mut runs = Vec::new();
        for file in &self.files {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("reading {}", file.display()))?;
            let run: Run = serde_json::from_str(&text)
                .with_context(|| format!("reading {}", file.display()))?;
            ensure!(
                !run.figures.is_empty(),
                "{} holds no figure",
                file.display()
            );
            runs.push(run);
        }
        runs.extend(growth(&runs));
        print!("{}", markdown(&runs));
        Ok(())
    }
}

/// What the same work costs with many messages against few, where a program
/// ran on two sizes.
fn growth(runs: &[Run]) -> Option<Run> {
    let mut figures = Vec::new();
    let mut largest: Option<&Run> = None;
    for large in runs {
        let same = |run: &&Run| run.program == large.program && run.engine == large.engine;
        let all = || runs.iter().filter(same);
        let small = all().min_by_key(|run| run.messages)?;
        let is_last = all().all(|run| run.messages <= large.messages);
        if !is_last || small.messages == 0 || large.messages < small.messages * ANOTHER_SIZE {
            continue;
        }
        largest = largest
            .into_iter()
            .chain([large])
            .max_by_key(|run| run.messages);
        for figure in &large.figures {
            let Some(before) = small.figures.iter().find(|f| f.name == figure.name) else {
                continue;
            };
            let budget = if figure.name.ends_with("server CPU each") {
                Budget::AtMost(1.5)
            } else if figure.name.starts_with("letters in") && figure.name.ends_with("rate") {
                Budget::AtLeast(0.8)
            } else {
                continue;
            };
            figures.push(Figure {
                name: format!("{}, times that at few messages", figure.name),
                value: round(figure.value / before.value),
                unit: String::new(),
                budget: Some(budget),
                bare: None,
                ratio: None,
                note: Some(format!(
                    "{} at {} messages, {} at {}",
                    amount(before.value, &before.unit),
                    small.messages,
                    amount(figure.value, &figure.unit),
                    large.messages
                )),
            });
        }
    }
    Some(Run {
        program: "growth".to_owned(),
        figures,
        ..largest?.clone()
    })
}

/// Budgets of the design that these runs do not answer.
fn not_measured(runs: &[Run]) -> Vec<&'static str> {
    let ran = |program: &str| runs.iter().any(|run| run.program == program);
    let large = |program: &str| {
        let mut all = runs.iter().filter(|run| run.program == program);
        all.any(|run| run.messages >= LARGE)
    };
    let grown = ran("growth") && large("growth");
    [
        (
            grown,
            "at 1,000,000 messages at least 80 % of the letters a second at 10,000",
        ),
        (
            large("search"),
            "search at 1,000,000 messages (above: at the size that stands there)",
        ),
        (
            grown,
            "list, case and reply at 1,000,000 messages at most 1.5 times their cost at 10,000",
        ),
        (
            ran("live"),
            "10,000 listeners, an event reaches all within 150 ms",
        ),
        (
            false,
            "size of the scripts and of the binary, and the time of `./test`",
        ),
    ]
    .into_iter()
    .filter_map(|(measured, what)| (!measured).then_some(what))
    .collect()
}

fn markdown(runs: &[Run]) -> String {
    let mut page = String::from(
        "# Performance\n\n\
         Written by `bench report`, never by hand: each program of `crates/bench` drives a\n\
         release build through its real doors and prints JSON, and this page is made of that.\n\
         The bare server is axum that answers the same number of bytes to the same clients in\n\
         the same run, and beside letters in a listener that keeps each on disk and does nothing\n\
         else; read the ratio, for seconds differ from machine to machine.\n\n\
         ```\n\
         cargo build --release\n\
         target/release/bench seed --data DIR > seed.json\n\
         target/release/bench views --data DIR > views.json    # and ingest, reply, search, start, memory, live, words\n\
         target/release/bench report seed.json views.json > docs/performance.md\n\
         ```\n",
    );
    let figures: Vec<&Figure> = runs.iter().flat_map(|r| &r.figures).collect();
    let with_budget: Vec<_> = figures
        .iter()
        .filter_map(|f| f.budget.map(|b| (f, b)))
        .collect();
    let over: Vec<_> = with_budget
        .iter()
        .filter(|(f, b)| !b.holds(f.value))
        .collect();
    let _ = writeln!(
        page,
        "\nOf {} figures with a budget {} hold it.",
        with_budget.len(),
        with_budget.len() - over.len()
    );
    for (figure, budget) in over {
        let _ = writeln!(
            page,
            "- over: {}: {}, budget {}",
            figure.name,
            amount(figure.value, &figure.unit),
            said(*budget, &figure.unit)
        );
    }
    for run in runs {
        section(&mut page, run);
    }
    page.push_str("\n## Not measured yet\n\n");
    for what in not_measured(runs) {
        let _ = writeln!(page, "- {what}");
    }
    page
}

fn section(page: &mut String, run: &Run) {
    let m = &run.machine;
    let cores = if m.server_cores.is_empty() {
        "all".to_owned()
    } else {
        m.server_cores.clone()
    };
    let _ = write!(
        page,
        "\n## {}\n\n{}, {}, {}, {} cases and {} messages. {} ({} cores, servers on {cores}), \
         {:.0} GiB, Linux {}; load in the minute before {}, a sync {} ms.\n\n",
        run.program,
        run.at,
        run.version,
        run.engine,
        run.cases,
        run.messages,
        m.cpu,
        m.cores,
        m.memory_gib,
        m.kernel,
        m.load_before,
        m.sync_ms,
    );
    page.push_str(
        "| what | measured | budget | | bare server | ratio |\n|---|---|---|---|---|---|\n",
    );
    for figure in &run.figures {
        let budget = figure
            .budget
            .map_or(String::new(), |b| said(b, &figure.unit));
        let holds = figure.budget.map_or("", |b| {
            if b.holds(figure.value) {
                "holds"
            } else {
                "**over**"
            }
        });
        let bare = figure
            .bare
            .map_or(String::new(), |b| amount(b, &figure.unit));
        let ratio = figure.ratio.map_or(String::new(), |r| r.to_string());
        let note = figure
            .note
            .as_ref()
            .map_or(String::new(), |n| format!(" ({n})"));
        let _ = writeln!(
            page,
            "| {}{note} | {} | {budget} | {holds} | {bare} | {ratio} |",
            figure.name,
            amount(figure.value, &figure.unit),
        );
    }
}

fn said(budget: Budget, unit: &str) -> String {
    match budget {
        Budget::AtMost(most) => format!("<= {}", amount(most, unit)),
        Budget::AtLeast(least) => format!(">= {}", amount(least, unit)),
    }
}

fn amount(value: f64, unit: &str) -> String {
    let value = if value >= 1000.0 {
        value.round()
    } else {
        value
    };
    match unit {
        "" => value.to_string(),
        "/s" => format!("{value}/s"),
        _ => format!("{value} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(program: &str, messages: u64, name: &str, value: f64) -> Run {
        let run = serde_json::json!({
            "program": program, "at": "2026-11-22T06:34:30Z", "version": "0", "engine": "SQLite",
            "machine": { "cpu": "", "cores": 4, "server_cores": "", "memory_gib": 1.0, "kernel": "",
                         "load_before": 0.0, "sync_ms": 0.1 },
            "cases": messages, "messages": messages,
            "figures": [{ "name": name, "value": value, "unit": "ms" }]
        });
        serde_json::from_value(run).unwrap()
    }

    #[test]
    fn two_sizes_of_the_same_program_are_compared() {
        let name = "Today, server CPU each";
        let small = run("views", 10_000, name, 0.4);
        let large = run("views", 1_000_000, name, 0.5);
        let other = run("search", 2_000_000, name, 9.0);
        let grown = growth(&[large, small, other]).unwrap();
        assert_eq!((grown.messages, grown.figures.len()), (1_000_000, 1));
        assert_eq!(grown.figures[0].value, 1.25);
        assert_eq!(
            grown.figures[0].note.as_deref(),
            Some("0.4 ms at 10000 messages, 0.5 ms at 1000000")
        );
        assert!(
            growth(&[
                run("views", 10_000, name, 0.4),
                run("views", 20_000, name, 0.4)
            ])
            .is_none()
        );
    }
}
