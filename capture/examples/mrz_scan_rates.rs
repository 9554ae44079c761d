//! Measures `mrz scan` on drawn documents of each format, photographed in each way: the table in docs/mrz-scan.md.
//!
//! `cargo run --release -p capture --example mrz_scan_rates -- "CONDITION" FOLDER`: of the conditions whose names begin so,
//! of all without one; the pictures that were not read are written to the folder.

#[allow(dead_code, reason = "not every picture of the tests is measured")]
#[path = "../tests/drawn/mod.rs"]
mod drawn;

use capture::mrz_scan::{RgbImage, ScanError, Scanner};
use drawn::document::{Faces, document};
use drawn::photograph::{Camera, photograph};
use drawn::spoilt;
use drawn::zones::{ZONES, Zone};
use image::imageops::blur;
use models::{Cache, Networks};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A way to take a picture, and in which variants.
struct Condition {
    name: &'static str,
    variants: Vec<f32>,
    take: fn(&RgbImage, f32) -> RgbImage,
}

fn conditions() -> Vec<Condition> {
    [posed(), inclined(), unsteady(), dim(), sized()].into_iter().flatten().collect()
}

fn condition(name: &'static str, variants: &[f32], take: fn(&RgbImage, f32) -> RgbImage) -> Condition {
    Condition { name, variants: variants.to_vec(), take }
}

/// How the document is turned before the camera.
fn posed() -> Vec<Condition> {
    vec![
        condition("straight, plain paper", &[0.0], |page, _| photograph(page, Camera::default())),
        condition("straight, patterned", &[0.0], |page, _| photograph(page, Camera::default())),
        condition(
            "turned by 15° to 345°, each 30°, and by 90°, 180°, 270°",
            &[
                15.0, 45.0, 75.0, 90.0, 105.0, 135.0, 165.0, 180.0, 195.0, 225.0, 255.0, 270.0, 285.0, 315.0,
                345.0,
            ],
            |page, degrees| photograph(page, Camera { degrees, share: 0.7, ..Camera::default() }),
        ),
    ]
}

/// How the camera is inclined to the document.
fn inclined() -> Vec<Condition> {
    vec![
        condition("one side nearer by 20 %", &[0.2, -0.2], |page, nearer| {
            photograph(page, Camera { nearer: [nearer, 0.0], ..Camera::default() })
        }),
        condition("one side nearer by 40 %", &[0.4, -0.4], |page, nearer| {
            photograph(page, Camera { nearer: [nearer, 0.0], share: 0.75, ..Camera::default() })
        }),
        condition("upper or lower edge nearer by 40 %", &[0.4, -0.4], |page, nearer| {
            photograph(page, Camera { nearer: [0.0, nearer], share: 0.75, ..Camera::default() })
        }),
        condition("turned 10° and a corner nearer by 20 %", &[0.2, -0.2], |page, nearer| {
            photograph(
                page,
                Camera { degrees: 10.0, nearer: [nearer, nearer], share: 0.75, ..Camera::default() },
            )
        }),
    ]
}

/// Focus and hand.
fn unsteady() -> Vec<Condition> {
    vec![
        condition("blurred, deviation 2.5 pixels", &[2.5], blurred),
        condition("blurred, deviation 4 pixels", &[4.0], blurred),
        condition("blurred, deviation 6 pixels", &[6.0], blurred),
        condition("blurred, deviation 8 pixels", &[8.0], blurred),
        condition("moved by 8 pixels", &[8.0], |page, _| {
            spoilt::smeared(&photograph(page, Camera::default()), 8)
        }),
        condition("moved by 16 pixels", &[16.0], |page, _| {
            spoilt::smeared(&photograph(page, Camera::default()), 16)
        }),
    ]
}

/// Light and what it does to the sensor.
fn dim() -> Vec<Condition> {
    vec![
        condition("noise of deviation 40", &[40.0], noise),
        condition("noise of deviation 80", &[80.0], noise),
        condition("a fifth of the light, noise 5", &[0.2], |page, light| {
            spoilt::noisy(&spoilt::darkened(&photograph(page, Camera::default()), light), 5.0)
        }),
        condition("a tenth of the contrast left", &[0.1], |page, contrast| {
            spoilt::bright(&photograph(page, Camera::default()), contrast)
        }),
        condition("reflection that leaves print visible", &[0.35, 0.65], |page, x| {
            reflection(page, x, 110.0)
        }),
    ]
}

/// How large the document is in the picture; and the one picture that must be refused.
fn sized() -> Vec<Condition> {
    vec![
        condition("12 Mpx, document on 60 % of the width", &[0.6], far),
        condition("12 Mpx, document on 20 % of the width", &[0.2], far),
        condition("12 Mpx, 20 % of the width, turned by 20° and 100°", &[20.0, 100.0], |page, degrees| {
            photograph(page, Camera { size: [4000, 3000], share: 0.2, degrees, ..Camera::default() })
        }),
        condition("640 × 480", &[0.0], |page, _| {
            photograph(page, Camera { size: [640, 480], share: 0.95, ..Camera::default() })
        }),
        condition("320 × 240", &[0.0], |page, _| {
            photograph(page, Camera { size: [320, 240], share: 0.95, ..Camera::default() })
        }),
        condition("reflection that hides print (must refuse)", &[0.35, 0.65], |page, x| {
            reflection(page, x, 500.0)
        }),
    ]
}

fn blurred(page: &RgbImage, deviation: f32) -> RgbImage {
    blur(&photograph(page, Camera::default()), deviation)
}

fn noise(page: &RgbImage, deviation: f32) -> RgbImage {
    spoilt::noisy(&photograph(page, Camera::default()), deviation)
}

fn far(page: &RgbImage, share: f32) -> RgbImage {
    photograph(page, Camera { size: [4000, 3000], share, ..Camera::default() })
}

/// A reflection on the last line of the zone.
fn reflection(page: &RgbImage, x: f32, strength: f32) -> RgbImage {
    let picture = photograph(page, Camera::default());
    let shown = 0.85 * picture.width() as f32;
    let below = shown * page.height() as f32 / page.width() as f32 / 2.0 - shown / page.width() as f32 * 72.0;
    let place = [picture.width() as f32 * x, picture.height() as f32 / 2.0 + below];
    spoilt::reflected(&picture, place, 90.0, strength)
}

/// What became of the pictures of a condition.
#[derive(Default)]
struct Tally {
    pictures: usize,
    read: usize,
    wrong: usize,
    reasons: BTreeMap<String, usize>,
    time: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (name, folder) = (arguments.next().unwrap_or_default(), arguments.next());
    let faces = Faces::open()?;
    let mut scanner = Scanner::open(&Networks::open(&Cache::open(None)?)?)?;
    println!("| condition | pictures | read | wrong | not read, why | seconds a picture |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for condition in conditions().into_iter().filter(|condition| condition.name.starts_with(&name)) {
        let mut tally = Tally::default();
        for zone in &ZONES {
            let page = document(&faces, zone.lines, zone.size, !condition.name.contains("plain"));
            for variant in &condition.variants {
                let picture = (condition.take)(&page, *variant);
                let read = tally.count(&mut scanner, &picture, zone);
                if let Some(folder) = folder.as_ref().filter(|_| !read) {
                    let word = condition.name.split([' ', ',']).next().unwrap_or_default();
                    picture
                        .save(PathBuf::from(folder).join(format!("{word}-{}-{variant}.png", zone.name)))?;
                }
            }
        }
        tally.print(condition.name);
    }
    Ok(())
}

impl Tally {
    fn count(&mut self, scanner: &mut Scanner, picture: &RgbImage, zone: &Zone) -> bool {
        let start = Instant::now();
        let scanned = scanner.scan(picture);
        self.time += start.elapsed();
        self.pictures += 1;
        let reason = match scanned {
            Ok(mrz) if mrz.lines().join("\n") == zone.lines => {
                self.read += 1;
                return true;
            }
            Ok(mrz) if mrz.valid() => {
                self.wrong += 1;
                format!("wrong at {} characters", differing(&mrz.lines().join("\n"), zone.lines))
            }
            Ok(_) => "check digits fail".to_owned(),
            Err(error @ ScanError::Network(_)) => error.to_string(),
            Err(ScanError::Glare { .. }) => "reflection".to_owned(),
            Err(ScanError::Blurred { .. }) => "blurred".to_owned(),
            Err(error) => format!("{error:?}"),
        };
        *self.reasons.entry(format!("{} {reason}", zone.name)).or_default() += 1;
        false
    }

    fn print(&self, name: &str) {
        let reasons: Vec<String> =
            self.reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        let Self { pictures, read, wrong, .. } = self;
        let seconds = self.time.as_secs_f32() / *pictures as f32;
        println!("| {name} | {pictures} | {read} | {wrong} | {} | {seconds:.2} |", reasons.join("; "));
    }
}

fn differing(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).filter(|(one, other)| one != other).count()
}
