namespace ServerlessML.GpuRunner.Supervision;

internal static class FolderSize
{
    /// <returns>Bytes of all files in it, as long as they are; links are not followed.</returns>
    public static long Of(string folder)
    {
        var total = 0L;
        var every = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        };
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", every))
        {
            try
            {
                total += file.Length;
            }
            catch (IOException)
            {
                // Gone since it was listed.
            }
        }

        return total;
    }
}
