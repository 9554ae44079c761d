//! The networks themselves, where they have been fetched: what is rewritten must give what was published.

use super::*;
use crate::network::RewriteStep;
use crate::rewrite::rewrite;
use ndarray::Array4;
use std::fs;
use std::os::unix::fs::symlink;

/// The default cache and what it holds, or nothing when it was never filled.
fn fetched() -> Option<(Cache, Networks)> {
    let cache = Cache::open(None).ok()?;
    match Networks::open(&cache) {
        Ok(networks) => Some((cache, networks)),
        Err(error) => {
            let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!demanded, "{error}, and CI lets nothing be skipped");
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// A picture of numbers in `low..=high`, the same on each run.
fn picture([channels, height, width]: [usize; 3], low: f32, high: f32) -> Array4<f32> {
    let mut state = 1_u32;
    Array4::from_shape_simple_fn((1, channels, height, width), || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        low + (high - low) * (state >> 8) as f32 / (1 << 24) as f32
    })
}

/// Noise in the form that the network takes.
fn noise(id: &str) -> Array4<f32> {
    match id {
        "yunet-2023mar" => picture([3, 640, 640], 0.0, 255.0),
        "sface-2021dec" => picture([3, 112, 112], 0.0, 255.0),
        "fr_feature" => picture([3, 112, 112], -1.0, 1.0),
        "fr_liveness" => picture([3, 128, 128], 0.0, 255.0),
        _ => picture([3, 80, 80], 0.0, 255.0),
    }
}

/// A smooth picture in the form that the network takes: one that no probability saturates on.
fn waves(id: &str) -> Array4<f32> {
    let largest = noise(id).iter().copied().fold(0.0, f32::max);
    let (_, _, height, width) = noise(id).dim();
    Array4::from_shape_fn(noise(id).raw_dim(), |(_, channel, y, x)| {
        let across = (6.0 * x as f32 / width as f32 + channel as f32).sin();
        largest * (0.5 + 0.4 * across * (5.0 * y as f32 / height as f32).cos())
    })
}

fn eye() -> Array4<f32> {
    picture([1, 24, 24], 0.0, 1.0)
}

fn outputs(session: &mut Session, input: &Array4<f32>) -> Vec<f32> {
    let outputs = session.run(input.view()).unwrap();
    let names: Vec<&str> = outputs.names().collect();
    names.iter().flat_map(|name| outputs.get(name).unwrap().iter().copied().collect::<Vec<_>>()).collect()
}

fn largest_difference(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    left.iter().zip(right).map(|(left, right)| (left - right).abs()).fold(0.0, f32::max)
}

#[test]
fn a_rewritten_network_gives_what_the_published_one_gives() {
    let Some((cache, networks)) = fetched() else { return };
    for network in networks.manifest.networks.iter().filter(|network| !network.rewrite.is_empty()) {
        let id = &network.id;
        let Ok(published) = fs::read(cache.published(network)) else {
            eprintln!("skipped: {id} is not fetched");
            continue;
        };
        // The published 8-bit files do not load in ONNX Runtime, so those are compared with their weights folded.
        let loadable: Vec<RewriteStep> =
            network.rewrite.iter().copied().filter(|step| *step == RewriteStep::Dequantise).collect();
        let published = rewrite(&published, &loadable).unwrap();
        let mut published = networks.open_bytes(network, &published).unwrap();
        let mut rewritten = networks.session(id).unwrap();
        let inputs = [noise(id), waves(id), Array4::zeros(noise(id).raw_dim())];
        let expected = inputs.each_ref().map(|input| outputs(&mut published, input));
        for (input, expected) in inputs.iter().zip(&expected) {
            assert!(expected.iter().all(|value| value.is_finite()));
            let difference = largest_difference(expected, &outputs(&mut rewritten, input));
            assert!(difference <= 1e-5, "{id}: outputs differ by {difference}");
        }
        let [_, waves, zeros] = &expected;
        assert!(largest_difference(waves, zeros) > 1e-2, "{id}: inputs that do not matter prove nothing");
    }
}

#[test]
fn a_detector_takes_any_multiple_of_32() {
    let Some((_, networks)) = fetched() else { return };
    let mut session = networks.session("yunet-2023mar").unwrap();
    for (height, width) in [(64, 96), (320, 256), (32, 32)] {
        let input = picture([3, height, width], 0.0, 255.0);
        let outputs = session.run(input.view()).unwrap();
        for stride in [8, 16, 32] {
            let places = (height / stride) * (width / stride);
            assert_eq!(outputs.get(&format!("cls_{stride}")).unwrap().shape(), [1, places, 1]);
            assert_eq!(outputs.get(&format!("kps_{stride}")).unwrap().shape(), [1, places, 10]);
        }
    }
}

/// A cache of its own that shares the runtime library and one network with the default one.
fn twin(cache: &Cache, networks: &Networks, id: &str) -> (tempfile::TempDir, Cache) {
    let folder = tempfile::tempdir().unwrap();
    let twin = Cache::open(Some(folder.path().into())).unwrap();
    let network = networks.manifest.network(id).unwrap();
    let library = &networks.manifest.runtime.name;
    for (from, to) in
        [(cache.runtime(library), twin.runtime(library)), (cache.network(network), twin.network(network))]
    {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        symlink(from, to).unwrap();
    }
    (folder, twin)
}

fn flip_a_byte(path: &std::path::Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_network_with_a_flipped_byte_is_refused() {
    let Some((cache, networks)) = fetched() else { return };
    let (_folder, twin) = twin(&cache, &networks, "fr_eye");
    let network = networks.manifest.network("fr_eye").unwrap();
    let opened = Networks::open(&twin).unwrap();
    assert_eq!(opened.session("fr_eye").unwrap().sha256(), network.sha256.to_string());
    flip_a_byte(&twin.network(network));
    let error = opened.session("fr_eye").err().unwrap();
    assert!(matches!(error, ModelError::File(CacheError::WrongHash { .. })));
    let line = error.to_string();
    assert!(line.contains("fr_eye") && line.contains(&network.sha256.to_string()), "{line}");
    assert!(matches!(opened.session("fr_pose"), Err(ModelError::File(CacheError::Missing { .. }))));
    assert!(matches!(opened.session("fr_nose"), Err(ModelError::Unknown(_))));
}

#[test]
fn a_library_with_a_flipped_byte_is_refused() {
    let Some((cache, networks)) = fetched() else { return };
    let (_folder, twin) = twin(&cache, &networks, "fr_eye");
    assert!(Networks::open(&twin).is_ok());
    flip_a_byte(&twin.runtime(&networks.manifest.runtime.name));
    assert!(matches!(Networks::open(&twin), Err(ModelError::File(CacheError::WrongHash { .. }))));
}

#[test]
fn an_input_of_another_shape_is_refused() {
    let Some((_, networks)) = fetched() else { return };
    let mut session = networks.session("fr_eye").unwrap();
    let outputs = session.run(eye().view()).unwrap();
    assert_eq!(outputs.at(0).unwrap().shape(), [1, 2]);
    assert!(outputs.at(1).is_err() && outputs.get("").is_err() && outputs.get("other").is_err());
    drop(outputs);
    let error = session.run(picture([1, 24, 25], 0.0, 1.0).view()).err().unwrap().to_string();
    assert!(error.contains("fr_eye") && error.lines().count() == 1, "{error}");
    assert!(session.run(eye().view().permuted_axes([0, 1, 3, 2])).is_ok());
}

#[test]
fn each_thread_may_open_its_own() {
    let Some((cache, _)) = fetched() else { return };
    let input = eye();
    let run = || {
        let mut session = Networks::open(&cache).unwrap().session("fr_eye").unwrap();
        outputs(&mut session, &input)
    };
    let (left, right) = std::thread::scope(|scope| {
        let (left, right) = (scope.spawn(run), scope.spawn(run));
        (left.join().unwrap(), right.join().unwrap())
    });
    assert_eq!(left, right);
}
