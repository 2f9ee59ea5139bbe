use docparity::{
    align::{Model, Scratch},
    bitext::{self, Bitext, Prepared},
    locale::Locale,
    page::Page,
    parse::{self, Markup},
    source::LineIndex,
};
use std::{fs, io::Write, time::Instant};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (set, loc, out) = (&a[1], &a[2], &a[3]);
    let lex = a.get(4).map(|s| s != "plain").unwrap_or(true);
    let base = format!("/work/shared/bench/alignment/{set}/{loc}/dev");
    let mut ids: Vec<String> =
        fs::read_dir(&base).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    ids.sort();
    let en = Locale::new("en-US").unwrap();
    let xx = Locale::new(loc).unwrap();
    let t = Instant::now();
    let texts: Vec<(String, String)> = ids
        .iter()
        .map(|i| {
            (
                fs::read_to_string(format!("{base}/{i}/en.md")).unwrap(),
                fs::read_to_string(format!("{base}/{i}/xx.md")).unwrap(),
            )
        })
        .collect();
    let t_read = t.elapsed();
    let t = Instant::now();
    let pages: Vec<(Page, Page)> = texts
        .into_iter()
        .map(|(s, x)| {
            (
                parse::parse("en.md".into(), en.clone(), s, Markup::Markdown).0,
                parse::parse("xx.md".into(), xx.clone(), x, Markup::Markdown).0,
            )
        })
        .collect();
    let t_parse = t.elapsed();
    let t = Instant::now();
    let prepared: Vec<(Prepared, Prepared)> = pages.iter().map(|(s, x)| (Prepared::new(s), Prepared::new(x))).collect();
    let t_prep = t.elapsed();
    let t = Instant::now();
    let pairs: Vec<(&Prepared, &Prepared)> = prepared.iter().map(|(a, b)| (a, b)).collect();
    let model = if lex { bitext::learn(&pairs) } else { Model::default() };
    let t_learn = t.elapsed();
    let t = Instant::now();
    let mut scratch = Scratch::default();
    let results: Vec<Bitext> = pairs
        .iter()
        .enumerate()
        .map(|(i, (s, x))| Bitext::new(s, x, &model.held_out(i as u32), &mut scratch))
        .collect();
    let t_align = t.elapsed();
    fs::create_dir_all(format!("{out}/{loc}/dev")).unwrap();
    for ((id, (s, x)), b) in ids.iter().zip(&prepared).zip(&results) {
        let mut f = std::io::BufWriter::new(fs::File::create(format!("{out}/{loc}/dev/{id}.jsonl")).unwrap());
        let (sl, xl) = (LineIndex::new(&s.page.source), LineIndex::new(&x.page.source));
        for (bb, bead) in b.blocks.beads.iter().zip(&b.segments).flat_map(|(bb, s)| s.iter().map(move |s| (bb, s))) {
            let is_code = |p: &Prepared, r: std::ops::Range<usize>| {
                r.len() > 0 && p.page.blocks[r.start].kind == docparity::page::BlockKind::Code
            };
            if is_code(s, bb.source_range()) || is_code(x, bb.target_range()) {
                continue;
            }
            let side = |p: &Prepared, l: &LineIndex, r: std::ops::Range<usize>, blocks: std::ops::Range<usize>| {
                if r.is_empty() {
                    return (serde_json::Value::Null, serde_json::Value::Null);
                }
                let range =
                    docparity::page::TextRange { start: p.segments[r.start].start, end: p.segments[r.end - 1].end };
                if range.is_empty() {
                    return match p.image_text(blocks.start) {
                        Some(t) => (l.line(p.page.blocks[blocks.start].span.start).into(), t.into()),
                        None => (serde_json::Value::Null, serde_json::Value::Null),
                    };
                }
                (l.line(p.page.span(range).start).into(), p.page.text[range.range()].into())
            };
            let (el, et) = side(s, &sl, bead.source_range(), bb.source_range());
            let (xl_, xt) = side(x, &xl, bead.target_range(), bb.target_range());
            if et.is_null() && xt.is_null() {
                continue;
            }
            if s.image_text(bb.source_range().start.min(s.page.blocks.len() - 1))
                .is_some_and(|_| bb.source_range().len() > 0)
            {
                let (e, x) = (et.as_str().unwrap_or(""), xt.as_str().unwrap_or(""));
                if e != x && !(e.contains(' ') && (x.contains(' ') || !x.is_ascii())) {
                    continue;
                }
            }
            writeln!(f, "{}", serde_json::json!({"en_line": el, "en_text": et, "xx_line": xl_, "xx_text": xt, "score": bead.score, "moved": bead.moved})).unwrap();
        }
    }
    eprintln!("{loc} read {t_read:?} parse {t_parse:?} prepare {t_prep:?} learn {t_learn:?} align {t_align:?}");
}
