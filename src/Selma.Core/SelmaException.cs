namespace Selma.Core;

/// <summary>A failure that its reader can mend: a code listed in <c>docs/errors.md</c>, what was wrong, and what to do.</summary>
public sealed class SelmaException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code"><c>SELMA</c> and four digits.</param>
    /// <param name="message">What was wrong, why, and what to do, in whole sentences.</param>
    /// <param name="place">The file, line and column at fault, where there is one.</param>
    /// <param name="inner">The exception behind it.</param>
    public SelmaException(string code, string message, Place? place = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Place = place;
    }

    /// <summary><c>SELMA</c> and four digits.</summary>
    public string Code { get; }

    /// <summary>The file, line and column at fault, where there is one.</summary>
    public Place? Place { get; }
}
