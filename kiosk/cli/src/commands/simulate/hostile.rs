//! `idkontroll simulate chip --hostile`: which hostile chip is played.

use crate::arguments::PlayedChip;
use crate::outcome::{Failure, failure};
use capture::SystemRandomness;
use emrtd_simulator::{Hostile, HostileDocument, Specimen};

/// The document with the chip that was asked for; honest where none was.
pub fn document(arguments: &PlayedChip) -> Result<HostileDocument, Failure> {
    let named = arguments.hostile.iter().map(|name| name.parse());
    let hostile: Vec<Hostile> = named.collect::<Result<_, _>>().map_err(about)?;
    let specimen = Specimen::load(&arguments.document).map_err(failure)?;
    let other = arguments.other.as_deref().map(Specimen::load).transpose().map_err(failure)?;
    HostileDocument::new(specimen, other, hostile, &mut SystemRandomness::new()).map_err(about)
}

fn about(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("--hostile: {error}"))
}
