//! The commands as a person or a script meets them: the real program, in an
//! empty folder.

mod bad_file;
mod desk;
mod erasure;
mod fetching;
mod folder;
mod full_disk;
mod https;
mod keep;
mod line;
mod moves;
mod proxies;
mod quiet;
mod serving;
mod setup;
mod stopping;
mod tls;
