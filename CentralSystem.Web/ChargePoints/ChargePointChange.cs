using System.Collections.Frozen;
using CentralSystem.Web.Api;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.ChargePoints;

/// <summary>A checked input on its way to the row: what it says, and the password it makes.</summary>
internal sealed class ChargePointChange
{
    private readonly ChargePointInput _input;
    private readonly Func<string, bool> _says;
    private readonly string? _passwordHash;

    private ChargePointChange(ChargePointInput input, Func<string, bool> says)
    {
        (_input, _says) = (input, says);
        if (input is { GeneratePassword: true, Password: not null })
        {
            throw Problems.Invalid("generatePassword", "cannot be given together with password");
        }

        GeneratedPassword = input.GeneratePassword ? PasswordRotation.NewPassword() : null;
        _passwordHash = (input.Password ?? GeneratedPassword) is { } password ? ChargePointPassword.Hash(password) : null;
    }

    /// <summary>The password that was made, to be shown once.</summary>
    public string? GeneratedPassword { get; }

    private bool ChangesPassword => _input.GeneratePassword || _says("password");

    public static ChargePointChange Of<T>(JsonInput<T> input)
        where T : ChargePointInput =>
        new(input.Value, input.Has);

    /// <summary>Everything is said: what the input leaves out is at its default.</summary>
    public static ChargePointChange Whole(ChargePointInput input) => new(input, _ => true);

    /// <summary>Sets what is said; returns what is told of it in the audit trail.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when only half of a position would be left.</remarks>
    public object ApplyTo(ChargePoint row, CentralSystemDbContext db)
    {
        var passwordBefore = row.PasswordHash;
        row.Registration = _input.RegistrationStatus ?? row.Registration;
        row.Name = _says("name") ? _input.Name : row.Name;
        row.Description = _says("description") ? _input.Description : row.Description;
        row.Location = _says("location") ? _input.Location : row.Location;
        row.Latitude = _says("latitude") ? _input.Latitude : row.Latitude;
        row.Longitude = _says("longitude") ? _input.Longitude : row.Longitude;
        row.Notes = _says("notes") ? _input.Notes : row.Notes;
        row.ValidationMode = _says("validationMode") ? _input.ValidationMode : row.ValidationMode;
        if (ChangesPassword)
        {
            (row.PasswordHash, row.NextPasswordHashes, row.OldPasswordUntil) = (_passwordHash, null, null);
        }

        SetProfile(row);
        if ((row.Latitude is null) != (row.Longitude is null))
        {
            throw Problems.Invalid(row.Latitude is null ? "latitude" : "longitude", "is needed: a position has both");
        }

        if (_says("tags"))
        {
            ReplaceTags(row, db);
        }

        return new
        {
            _input.RegistrationStatus,
            _input.Name,
            _input.Description,
            _input.Location,
            _input.Latitude,
            _input.Longitude,
            _input.Notes,
            _input.Tags,
            _input.ValidationMode,
            row.SecurityProfile,
            PasswordChanged = row.PasswordHash != passwordBefore,
        };
    }

    /// <summary>Lets memory follow the row.</summary>
    public void Mirror(ChargePoint row, ChargePointState chargePoint)
    {
        (chargePoint.Registration, chargePoint.Security, chargePoint.ValidationMode) = (row.Registration, ChargePointSecurity.Of(row), row.ValidationMode);
        if (_says("tags"))
        {
            chargePoint.Tags = (_input.Tags ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <remarks>Errors: <see cref="ProblemException"/> for a profile nobody could log in with.</remarks>
    private void SetProfile(ChargePoint row)
    {
        if (_says("securityProfile"))
        {
            (row.SecurityProfile, row.NextSecurityProfile) = (_input.SecurityProfile ?? SecurityProfiles.Unsecured, null);
        }

        if (row is { SecurityProfile: SecurityProfiles.Basic or SecurityProfiles.TlsWithBasic, PasswordHash: null })
        {
            throw Problems.Invalid("securityProfile", "needs a password in profiles 1 and 2: give one, or generatePassword");
        }
    }

    private void ReplaceTags(ChargePoint row, CentralSystemDbContext db)
    {
        db.ChargePointTags.Where(t => t.ChargePointKey == row.Key).ExecuteDelete();
        db.ChargePointTags.AddRange((_input.Tags ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Select(tag => new ChargePointTag { ChargePointKey = row.Key, Tag = tag }));

        // Tags have a table of their own, but they are edited with the Charge Point.
        db.Entry(row).Property(c => c.Revision).IsModified = true;
    }
}
