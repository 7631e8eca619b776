using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Hashes rows: the first 8 bytes, big-endian, of SHA-256 over a salt in UTF-8, a zero byte, the row's cells in the table's order and,
/// where there is one, its copy number (4 bytes, little-endian). A number is its 4 bytes of single precision, little-endian (-0 as 0, NaN
/// as 0x7fc00000); a category the length of its UTF-8, 4 bytes little-endian, and that UTF-8 (missing: length -1).
/// </summary>
/// <param name="table">The columns that identify a row.</param>
/// <param name="normalized">Categories are taken as <see cref="Normalized"/>, so that a row is the same row however its file writes
/// it.</param>
internal sealed class RowHash(Table table, bool normalized)
{
    private const int Block = 8192;

    private readonly Cells[] _cells = [.. table.Columns.Select(column => Cells.Of(column, normalized))];

    public ulong[] Of(string salt, int[]? copies = null)
    {
        var start = Encoding.UTF8.GetBytes(salt + '\0');
        var hashes = new ulong[table.RowCount];
        Parallel.For(0, (hashes.Length + Block - 1) / Block, block =>
        {
            var row = new ArrayWriter(start);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            for (var i = block * Block; i < Math.Min(hashes.Length, (block + 1) * Block); i++)
            {
                row.Reset();
                foreach (var cell in _cells)
                {
                    cell.Write(i, row);
                }

                if (copies is not null)
                {
                    row.Write(copies[i]);
                }

                SHA256.HashData(row.Written, digest);
                hashes[i] = BinaryPrimitives.ReadUInt64BigEndian(digest);
            }
        });
        return hashes;
    }

    /// <summary>A category's text in one form: without blanks around it, a whole number without a fraction.</summary>
    public static string Normalized(string text)
    {
        var trimmed = text.Trim();
        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole.ToString(CultureInfo.InvariantCulture)
            : double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == Math.Floor(number)
            && Math.Abs(number) < 1e15
                ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : trimmed;
    }

    private sealed class ArrayWriter(byte[] start)
    {
        private byte[] _buffer = [.. start, .. new byte[256]];
        private int _length = start.Length;

        public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

        public void Reset() => _length = start.Length;

        public void Write(int number)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            Write(bytes);
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            if (_length + bytes.Length > _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes.Length));
            }

            bytes.CopyTo(_buffer.AsSpan(_length));
            _length += bytes.Length;
        }
    }

    private abstract class Cells
    {
        public static Cells Of(Column column, bool normalized) =>
            column switch
            {
                NumberColumn numbers => new NumberCells(numbers.Values),
                CategoryColumn categories => new CategoryCells(categories, normalized),
                _ => throw new ArgumentException($"Column '{column.Name}' is of an unknown kind."),
            };

        public abstract void Write(int row, ArrayWriter writer);
    }

    private sealed class NumberCells(float[] values) : Cells
    {
        public override void Write(int row, ArrayWriter writer)
        {
            var value = values[row];
            writer.Write(float.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToInt32Bits(value + 0f));
        }
    }

    private sealed class CategoryCells(CategoryColumn column, bool normalized) : Cells
    {
        private static readonly byte[] Missing = [0xff, 0xff, 0xff, 0xff];

        private readonly byte[][] _encoded = [.. column.Dictionary.Select(text => Encoded(text, normalized))];

        public override void Write(int row, ArrayWriter writer) =>
            writer.Write(column.Codes[row] < 0 ? Missing : _encoded[column.Codes[row]]);

        private static byte[] Encoded(string text, bool normalized)
        {
            text = normalized ? Normalized(text) : text;
            if (normalized && text.Length == 0)
            {
                return Missing;
            }

            var bytes = new byte[4 + Encoding.UTF8.GetByteCount(text)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - 4);
            Encoding.UTF8.GetBytes(text, bytes.AsSpan(4));
            return bytes;
        }
    }
}
