//! Proves the document, the chip and the face, decides by a policy, and signs the result.
//!
//! ```text
//! ChipRecord ─▶ passive ─▶ genuineness, access ─┐
//!                 trust                         ├▶ examination ─▶ case ─▶ officer ─▶ assurance ─▶ result
//! Probe ──────▶ picture ─▶ face, attack ────────┘                                      policy  └▶ evidence
//! ```
//!
//! No I/O, no clock, no randomness: trust anchors, networks, time and random numbers are arguments.

#![warn(clippy::as_conversions)]

pub mod access;
pub mod assurance;
pub mod attack;
pub mod case;
pub mod conclusion;
pub mod control;
pub mod evidence;
pub mod examination;
pub mod examiner;
pub mod face;
pub mod face_networks;
pub mod genuineness;
pub mod jws;
pub mod officer;
pub mod passive;
pub mod picture;
pub mod policy;
pub mod proof;
pub mod reason;
pub mod report;
pub mod result;
pub mod session_end;
pub mod sight;
pub mod signature;
pub mod trust;
