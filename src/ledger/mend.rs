//! Mends the journal from the store: what cannot be read in its newest segment any more is written there again.

use super::{
    Damage, Fault, OpenReport, Seq, frame,
    medium::{Folder, sync_folder},
    recover::{aside, describe, with_texts},
    store::{Store, guarded},
};
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Bytes that take the place of damaged ones.
struct Patch<'a> {
    damage: &'a Damage,
    frames: Vec<u8>,
}

/// Mends what the store has, and tells of all; answers whether the journal must be opened again. The damaged segment
/// is kept. When the disk refuses, the journal stays as it is: the store has everything.
pub(super) fn mend(journal: &Path, damaged: &[Damage], store: &Store, report: &mut OpenReport) -> bool {
    let mut patches: Vec<Patch> = Vec::new();
    for damage in damaged {
        match guarded(|| frames(store, damage)) {
            Ok(Some(frames)) => patches.push(Patch { damage, frames }),
            Ok(None) | Err(_) => report.problems.push(describe(damage)),
        }
    }
    let Some(first) = patches.first() else { return false };
    match rewrite(journal, &first.damage.segment, &patches) {
        Ok(kept) => {
            for Patch { damage, .. } in &patches {
                report.from_store += damage.missing.map_or(0, |(first, last)| last - first + 1);
                report.problems.push(format!(
                    "{}. It was mended from the store and nothing is missing; the damaged segment lies untouched in {}",
                    describe(damage),
                    kept.display()
                ));
            }
            true
        }
        Err(error) => {
            let told = |patch: &Patch| format!("{}, and it could not be mended ({error})", describe(patch.damage));
            report.problems.extend(patches.iter().map(told));
            false
        }
    }
}

/// What is missing, from the store, one frame a commit; `None` when the store does not have all of it.
fn frames(store: &Store, damage: &Damage) -> Result<Option<Vec<u8>>, Fault> {
    let mut bytes = Vec::new();
    if damage.bytes == 0 {
        return Ok(None);
    }
    let nothing: (Seq, Seq) = (1, 0);
    let (first, last) = damage.missing.unwrap_or(nothing);
    for seq in first..=last {
        let Some(stored) = with_texts(store, seq)? else { return Ok(None) };
        bytes.extend_from_slice(&frame::encode(seq, 0, std::iter::once(&stored.commit)));
    }
    Ok(Some(bytes))
}

/// Writes the segment anew beside itself and puts it in its place; answers where the old one lies. At no moment is
/// there no segment.
fn rewrite(journal: &Path, segment: &str, patches: &[Patch]) -> io::Result<PathBuf> {
    let path = Folder::new(journal).file_path(segment);
    let writing = path.with_extension("mending");
    let mut old = File::open(&path)?;
    let mut new = File::create(&writing)?;
    let mut at = 0;
    for Patch { damage, frames } in patches {
        old.seek(SeekFrom::Start(at))?;
        io::copy(&mut (&old).take(damage.offset.saturating_sub(at)), &mut new)?;
        new.write_all(frames)?;
        at = damage.offset + damage.bytes;
    }
    old.seek(SeekFrom::Start(at))?;
    io::copy(&mut old, &mut new)?;
    new.sync_all()?;
    // Windows renames no file that is open.
    drop((old, new));
    let kept = aside(journal, &path).ok_or_else(|| io::Error::other("a thousand damaged segments lie there"))?;
    if fs::hard_link(&path, &kept).is_err() {
        fs::copy(&path, &kept)?;
    }
    fs::rename(&writing, &path)?;
    sync_folder(journal)?;
    Ok(kept)
}
