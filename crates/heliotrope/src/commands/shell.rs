//! `heliotrope completions SHELL` and `heliotrope man`, for packages and for
//! people at a shell.

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Line;

/// Print completions for a shell.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  heliotrope completions bash > /etc/bash_completion.d/heliotrope"
)]
pub struct Completions {
    shell: Shell,
}

/// Print the manual page.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope man > heliotrope.1")]
pub struct Man {}

pub fn completions(asked: &Completions) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(asked.shell, &mut Line::command(), "heliotrope", &mut text);
    print(&text)
}

/// One page: the program, then each of its commands.
pub fn man() -> anyhow::Result<ExitCode> {
    let command = Line::command();
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    for inner in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let inner = inner
            .clone()
            .bin_name(format!("heliotrope {}", inner.get_name()));
        let page = clap_mangen::Man::new(inner.clone());
        writeln!(
            text,
            ".SH \"HELIOTROPE {}\"",
            inner.get_name().to_uppercase()
        )?;
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
    }
    print(&text)
}

fn print(text: &[u8]) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    out.write_all(text)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
