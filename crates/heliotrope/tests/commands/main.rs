//! The commands as a person or a script meets them: the real program, in an
//! empty folder.

mod bad_file;
mod bad_week;
mod desk;
mod erasure;
mod fetching;
mod folder;
#[path = "../foreign/mod.rs"]
mod foreign;
mod full_disk;
mod https;
mod keep;
mod keys;
mod line;
mod moves;
mod older;
mod proxies;
mod quiet;
mod serving;
mod setup;
mod stopping;
mod tls;
mod weight;
