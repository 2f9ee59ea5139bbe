//! The claim matrix as Parquet, for DuckDB, Spark and what else reads columns.
//!
//! A row a claim, as in the other formats, with texts as they are: nothing reads a
//! column as a formula. What a changed claim became has a column of its own, since
//! a program should not have to cut it out of a sentence. Rows go out in groups, so
//! that memory does not grow with the matrix twice.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::Type;

use crate::matrix::{Matrix, Row, SetRow};

/// Rows that are written together.
const GROUP: usize = 100_000;

/// A column: its name, and what it takes of a row.
struct Column<'c, R> {
    name: String,
    values: Values<'c, R>,
}

/// Reads a text that not every row has.
type ReadOther<'c, R> = Box<dyn Fn(&R) -> Option<&str> + 'c>;

enum Values<'c, R> {
    Text(Box<dyn Fn(&R) -> &str + 'c>),
    /// A text that not every row has.
    Other(ReadOther<'c, R>),
    Count(Box<dyn Fn(&R) -> u32 + 'c>),
}

/// Writes a row a claim of a topic: `topic`, `kind`, `value`, and for each locale
/// its state (`fr-FR`) and what it says instead (`fr-FR other`, null where it says
/// nothing else).
///
/// # Errors
/// Those of `out`, and those of the library as such.
pub fn write_topics(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    let mut columns: Vec<Column<'_, Row>> = vec![
        text("topic", |row: &Row| &row.topic),
        text("kind", |row: &Row| row.kind.as_str()),
        text("value", |row: &Row| &row.value),
    ];
    for (index, locale) in matrix.locales.iter().enumerate() {
        columns.push(text(locale.as_str(), move |row: &Row| row.cells[index].as_str()));
        let other = Values::Other(Box::new(move |row: &Row| row.cells[index].other()));
        columns.push(Column { name: format!("{locale} other"), values: other });
    }
    write(&columns, &matrix.rows, out)
}

/// Writes a row a claim of the whole set: `kind`, `value`, `topics`, and for each
/// locale the topics in which it makes the claim (`fr-FR present`), lacks it
/// (`fr-FR missing`) and says something else (`fr-FR other`).
///
/// # Errors
/// Those of `out`, and those of the library as such.
pub fn write_set(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    let mut columns: Vec<Column<'_, SetRow>> = vec![
        text("kind", |row: &SetRow| row.kind.as_str()),
        text("value", |row: &SetRow| &row.value),
        count("topics".to_owned(), |row: &SetRow| row.topics),
    ];
    for (index, locale) in matrix.locales.iter().enumerate() {
        columns.push(count(format!("{locale} present"), move |row: &SetRow| row.counts[index].present));
        columns.push(count(format!("{locale} missing"), move |row: &SetRow| row.counts[index].missing));
        columns.push(count(format!("{locale} other"), move |row: &SetRow| row.counts[index].other));
    }
    write(&columns, &matrix.by_corpus(), out)
}

fn text<'c, R>(name: &str, value: impl Fn(&R) -> &str + 'c) -> Column<'c, R> {
    Column { name: name.to_owned(), values: Values::Text(Box::new(value)) }
}

fn count<'c, R>(name: String, value: impl Fn(&R) -> u32 + 'c) -> Column<'c, R> {
    Column { name, values: Values::Count(Box::new(value)) }
}

fn write<R>(columns: &[Column<'_, R>], rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    let bytes = file(columns, rows).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn file<R>(columns: &[Column<'_, R>], rows: &[R]) -> Result<Vec<u8>, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical, repetition) = match column.values {
            Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
            Values::Other(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
            Values::Count(_) => (Physical::INT64, None, Repetition::REQUIRED),
        };
        let field = Type::primitive_type_builder(&column.name, physical);
        field.with_logical_type(logical).with_repetition(repetition).build().map(Arc::new)
    });
    let fields: Result<Vec<Arc<Type>>, ParquetError> = fields.collect();
    let schema = Type::group_type_builder("claims").with_fields(fields?).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        for column in columns {
            write_column(&column.values, rows, &mut group)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

fn write_column<R>(
    values: &Values<'_, R>,
    rows: &[R],
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("the schema has fewer columns than the matrix".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    match values {
        Values::Text(value) => {
            let texts: Vec<ByteArray> = rows.iter().map(|row| value(row).as_bytes().to_vec().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
        }
        Values::Other(value) => {
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(value(row).is_some())).collect();
            let others = rows.iter().filter_map(value);
            let texts: Vec<ByteArray> = others.map(|text| text.as_bytes().to_vec().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)?;
        }
        Values::Count(value) => {
            let counts: Vec<i64> = rows.iter().map(|row| i64::from(value(row))).collect();
            column.typed::<Int64Type>().write_batch(&counts, None, None)?;
        }
    }
    column.close()
}
