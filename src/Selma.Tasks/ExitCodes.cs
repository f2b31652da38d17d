namespace Selma.Tasks;

/// <summary>The exit code that an error calls for.</summary>
internal static class ExitCodes
{
    /// <summary>A stage failed.</summary>
    public const int StageFailed = 1;

    private const int Configuration = 2, LockTimeout = 4, Integrity = 5, Refused = 6, Internal = 70;

    /// <summary>By the error's code: ranges are those of <c>docs/errors.md</c>.</summary>
    public static int Of(string? code) => code switch
    {
        "SELMA2201" => Integrity,
        "SELMA2202" or "SELMA2018" => Refused, // the disk is full; the limit of costs is reached
        "SELMA4001" or "SELMA4002" => LockTimeout,
        "SELMA9002" => Internal,
        { Length: 9 } when code.StartsWith("SELMA1", StringComparison.Ordinal) => Configuration,
        _ => StageFailed,
    };
}
