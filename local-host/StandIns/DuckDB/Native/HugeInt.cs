using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

[StructLayout(LayoutKind.Sequential)]
internal struct HugeInt
{
    public ulong Lower;
    public long Upper;
}
