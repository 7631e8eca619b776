using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Which rows are held out: those whose hash falls under the share. Equal rows fall on the same side, in every run, file and format.
/// The hash is the first 8 bytes, big-endian, of SHA-256 over the salt in UTF-8, a zero byte, and the row's cells in the table's order:
/// a number as its 4 bytes of single precision, little-endian (-0 as 0, NaN as 0x7fc00000); a category as the length of its UTF-8,
/// 4 bytes little-endian, and that UTF-8 (missing: length -1).
/// </summary>
public static class HoldoutRule
{
    private const int Block = 8192;

    /// <summary>Tells of each row whether it is held out.</summary>
    /// <param name="table">All columns of the contract in its order, then the label.</param>
    /// <param name="share">0 to 1.</param>
    /// <param name="salt">Another salt draws another holdout.</param>
    public static bool[] Assign(Table table, double share, string salt) => [.. Draw(table, salt).Select(place => place < share)];

    /// <summary>Gives each row its place, 0 up to and without 1, by its hash.</summary>
    internal static double[] Draw(Table table, string salt)
    {
        var cells = table.Columns.Select(Cells.Of).ToArray();
        var start = Encoding.UTF8.GetBytes(salt + '\0');
        var places = new double[table.RowCount];
        Parallel.For(0, (places.Length + Block - 1) / Block, block =>
        {
            var row = new ArrayWriter(start);
            var digest = new byte[SHA256.HashSizeInBytes];
            for (var i = block * Block; i < Math.Min(places.Length, (block + 1) * Block); i++)
            {
                row.Reset();
                foreach (var cell in cells)
                {
                    cell.Write(i, row);
                }

                SHA256.HashData(row.Written, digest);
                places[i] = BinaryPrimitives.ReadUInt64BigEndian(digest) / 18446744073709551616.0;
            }
        });
        return places;
    }

    private sealed class ArrayWriter(byte[] start)
    {
        private byte[] _buffer = [.. start, .. new byte[256]];
        private int _length = start.Length;

        public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

        public void Reset() => _length = start.Length;

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
        public static Cells Of(Column column) => column switch
        {
            NumberColumn numbers => new NumberCells(numbers.Values),
            CategoryColumn categories => new CategoryCells(categories),
            _ => throw new ArgumentException($"Column '{column.Name}' is of an unknown kind."),
        };

        public abstract void Write(int row, ArrayWriter writer);
    }

    private sealed class NumberCells(float[] values) : Cells
    {
        public override void Write(int row, ArrayWriter writer)
        {
            var value = values[row];
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, float.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToUInt32Bits(value + 0f));
            writer.Write(bytes);
        }
    }

    private sealed class CategoryCells(CategoryColumn column) : Cells
    {
        private readonly byte[][] _encoded = [.. column.Dictionary.Select(Encoded)];
        private readonly byte[] _missing = [0xff, 0xff, 0xff, 0xff];

        public override void Write(int row, ArrayWriter writer) =>
            writer.Write(column.Codes[row] < 0 ? _missing : _encoded[column.Codes[row]]);

        private static byte[] Encoded(string text)
        {
            var bytes = new byte[4 + Encoding.UTF8.GetByteCount(text)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - 4);
            Encoding.UTF8.GetBytes(text, bytes.AsSpan(4));
            return bytes;
        }
    }
}
