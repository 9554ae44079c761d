//! Prints how fast the work is beside peers and floors: ratios of one run on one thread, never a timed test.

mod chip_read;
mod face;
mod measure;
mod security_object;
mod service;
mod verifyface;

/// Measures and prints.
type Run = fn() -> Result<(), Box<dyn std::error::Error>>;

/// The benchmarks by their names.
const BENCHMARKS: [(&str, Run); 4] = [
    ("chip-read", chip_read::run),
    ("security-object", security_object::run),
    ("face", face::run),
    ("service", service::run),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted = std::env::args().nth(1);
    let is_wanted = |name| wanted.as_deref().is_none_or(|wanted| wanted == name);
    let chosen = BENCHMARKS.iter().filter(|(name, _)| is_wanted(*name)).collect::<Vec<_>>();
    if chosen.is_empty() {
        return Err("there are: chip-read, security-object, face, service".into());
    }
    chosen.into_iter().try_for_each(|(_, run)| run())
}
