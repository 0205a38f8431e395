//! docs/performance.md from what the programs printed.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::figures::{Budget, Figure, Run};

/// Budgets of the design that no program here measures yet.
const NOT_MEASURED: &str = "\
- at 1,000,000 messages at least 80 % of the letters a second at 10,000
- search at 1,000,000 messages (above: at the size that stands there)
- list, case and reply at 1,000,000 cases at most 1.5 times their cost at 10,000
- 10,000 listeners, an event reaches all within 150 ms
- size of the scripts and of the binary, and the time of `./test`
";

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
        print!("{}", markdown(&runs));
        Ok(())
    }
}

fn markdown(runs: &[Run]) -> String {
    let mut page = String::from(
        "# Performance\n\n\
         Written by `bench report`, never by hand: each program of `crates/bench` drives a\n\
         release build through its real doors and prints JSON, and this page is made of that.\n\
         The bare server is axum that answers the same number of bytes to the same clients in\n\
         the same run; read its ratio, for seconds differ from machine to machine.\n\n\
         ```\n\
         cargo build --release\n\
         target/release/bench seed --data DIR > seed.json\n\
         target/release/bench views --data DIR > views.json    # and ingest, reply, search, start, memory\n\
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
    let _ = write!(page, "\n## Not measured yet\n\n{NOT_MEASURED}");
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
