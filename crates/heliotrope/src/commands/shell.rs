//! `heliotrope completions SHELL` and `heliotrope man`, for packages and for
//! people at a shell.

use std::io::Write;
use std::process::ExitCode;

use clap::{Command, CommandFactory};
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
    pages_of(&command, "heliotrope", &mut text)?;
    print(&text)
}

/// Each command below `command`, those of `user` and its kin included.
fn pages_of(command: &Command, name: &str, text: &mut Vec<u8>) -> anyhow::Result<()> {
    let inner = command.get_subcommands();
    for inner in inner.filter(|inner| inner.get_name() != "help") {
        let name = format!("{name} {}", inner.get_name());
        let page = clap_mangen::Man::new(inner.clone().bin_name(&name));
        writeln!(text, ".SH \"{}\"", name.to_uppercase())?;
        page.render_description_section(text)?;
        page.render_options_section(text)?;
        pages_of(inner, &name, text)?;
    }
    Ok(())
}

fn print(text: &[u8]) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    out.write_all(text)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
