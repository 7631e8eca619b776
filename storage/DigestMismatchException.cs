namespace ServerlessML.Storage;

/// <summary>Bytes are not what their name says: damaged, or tampered with.</summary>
public sealed class DigestMismatchException(Digest expected, Digest actual)
    : PermanentFailureException($"The content named {expected} has the digest {actual}: it was damaged or changed, and is not used.");
