//! The program. All of it is in the library, so that it is compiled once and
//! linked twice: dynamically for the package, statically for the image.

use std::process::ExitCode;

fn main() -> ExitCode {
    heliotrope::run()
}
