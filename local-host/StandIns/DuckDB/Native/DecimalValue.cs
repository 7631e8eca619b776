using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

[StructLayout(LayoutKind.Sequential)]
internal struct DecimalValue
{
    public byte Width;
    public byte Scale;
    public HugeInt Value;

    public static DecimalValue From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new Int128(0, (uint)bits[2]) << 64 | new Int128(0, (uint)bits[0] | (ulong)(uint)bits[1] << 32);
        var signed = bits[3] < 0 ? -magnitude : magnitude;
        return new()
        {
            Width = 38,
            Scale = (byte)(bits[3] >> 16 & 0xff),
            Value = new() { Lower = (ulong)(signed & ulong.MaxValue), Upper = (long)(signed >> 64) },
        };
    }
}
