using System.Runtime.InteropServices;

namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>Arrays and values that may be absent, in a state.</summary>
internal static class StateValues
{
    extension(BinaryWriter writer)
    {
        /// <summary>Length, then the values as they lie in memory.</summary>
        public void WriteAll<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            writer.Write(values.Length);
            writer.Write(MemoryMarshal.AsBytes(values));
        }

        public void WriteMaybe(double? value)
        {
            writer.Write(value.HasValue);
            writer.Write(value.GetValueOrDefault());
        }
    }

    extension(BinaryReader reader)
    {
        public T[] ReadAll<T>()
            where T : unmanaged
        {
            var values = new T[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        public double? ReadMaybe()
        {
            var there = reader.ReadBoolean();
            var value = reader.ReadDouble();
            return there ? value : null;
        }
    }
}
